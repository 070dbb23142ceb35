package io.seqsvr.message.server.testing;

/**
 * What goes wrong in {@link InMemoryMessageStorage}, operation by operation. Asked before the
 * operation begins and outside its lock: an implementation may block (a delay), or act on the
 * storage itself (another process that takes the lanes just now).
 */
@FunctionalInterface
public interface StorageFaults {
  /** Nothing goes wrong. */
  StorageFaults NONE = operation -> Fault.NONE;

  /** What happens to the operation that is about to begin. */
  Fault next(Operation operation);

  /** What is asked of the storage. */
  enum Operation {
    /** Of the lanes. */
    ACQUIRE,
    /** A lookup without locks. */
    LOOKUP,
    /** Of messages. */
    COMMIT,
    /** Of an unknown outcome. */
    RESOLVE,
    /** Of members. */
    CHANGE,
    /** All of {@code MessageReads}. */
    READ
  }

  /** How it goes wrong. The unknown ones are failures where nothing is committed. */
  enum Fault {
    /** It does not. */
    NONE,
    /** Nothing was done, and that is known. */
    FAILS,
    /** Nothing was done, and nobody knows. */
    UNKNOWN_NOT_DONE,
    /** It was done, and nobody knows. */
    UNKNOWN_DONE,
    /**
     * It was sent, and will be done when the next one wants the lane's lock; who reads without a
     * lock does not see it yet.
     */
    UNKNOWN_DONE_LATER
  }
}
