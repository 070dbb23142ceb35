package io.seqsvr.alloc.grpc;

/**
 * Is told what becomes of calls that this node passes on to the owner. Implementations are
 * thread-safe, never block and never throw.
 */
public interface ForwardObserver {
  /** How a call that was passed on ended. */
  enum Outcome {
    /** The owner answered. */
    ANSWERED,
    /** The owner refused; the refusal was handed to the caller. */
    REFUSED,
    /** No answer: what the call did is unknown, unless it was never sent. */
    UNANSWERED,
    /** Not passed on, because too many are under way. */
    OVERLOADED
  }

  /** A call, or the part of a batch that goes to one node, ended. */
  void onForwarded(Outcome outcome);

  /**
   * A node that the routing table names must not be called, so nothing is passed on to it. Told
   * once for each address, until no table names it any more.
   */
  void onPeerBarred(String address, RuntimeException why);
}
