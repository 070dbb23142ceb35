package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;

/**
 * Told of what lanes do, for metrics and alarms. Thread-safe; called in lanes' and callers'
 * threads: must be short and must not throw.
 */
public interface LaneObserver {
  /** Listens to nothing. */
  LaneObserver NONE = new LaneObserver() {};

  /** What a lane's time goes to. */
  enum Stage {
    /** Heads, members and ids are read. */
    LOOKUP,
    /** The sequence service is asked. */
    TAKE_SEQS,
    /** Messages are written. */
    COMMIT,
    /** An unknown outcome is looked up. */
    RESOLVE,
    /** Members are written. */
    CHANGE
  }

  /** What a send turned out to be. */
  enum Dedupe {
    /** Stored by this attempt. */
    NEW,
    /** Stored before. */
    DUPLICATE,
    /** Came while another attempt of the same message was under way. */
    JOINED,
    /** The id belongs to another message. */
    CONFLICT
  }

  /**
   * Something was queued.
   *
   * @param depth of its lane's queue, itself included
   */
  default void onQueued(int depth) {}

  /** A batch of sends is about to be handled. */
  default void onBatch(int messages, int conversations) {}

  /** A stage ended, well or not. */
  default void onStage(Stage stage, long nanos) {}

  /** A send was answered with a receipt or a conflict. */
  default void onDedupe(Dedupe dedupe) {}

  /** Alarm: the sequence service gave a seq that is not above the conversation's head. */
  default void onSeqBelowHead(String conversation, long headSeq, long seq) {}

  /** A transaction ended without an answer. */
  default void onUnknown(Exception cause) {}

  /** An unknown outcome was found out: how many messages are stored, how many are not. */
  default void onResolved(int stored, int notStored) {}

  /** The database did not do what it was asked, and that is known. */
  default void onFailure(Exception cause) {}

  /** A send or a change was refused. */
  default void onRefused(ErrorReason reason) {}

  /** Somebody threw who must not, for example a listener. */
  default void onUnexpected(RuntimeException cause) {}
}
