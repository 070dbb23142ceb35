package io.seqsvr.cli.demo.seqs;

/** Where callers get their seqs from. Thread-safe. */
@FunctionalInterface
interface SeqSource {
  /** Takes the next seq of a conversation; blocks until there is an answer or none to come. */
  Answer next(String conversation);
}
