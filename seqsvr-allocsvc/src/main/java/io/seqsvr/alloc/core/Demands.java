package io.seqsvr.alloc.core;

/**
 * Is told what is to be reserved, on the caller's thread, in the hot path: must not block. Each
 * thing is asked for once until its outcome is known.
 */
interface Demands {
  /** A section wants a new generation. */
  void rebase(Section section);

  /** A conversation wants a ceiling of its own, or a higher one. */
  void reserve(Section section, HotCounter counter);
}
