package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Register;

/**
 * Is told what the allocator does, for metrics and logs. Implementations are thread-safe, never
 * block and never throw.
 */
public interface AllocObserver {
  /** Seqs were handed out. On the caller's thread, in the hot path. */
  void onIssued(long count);

  /** A call was refused. */
  void onRefused(ErrorReason reason);

  /** What is reserved for. */
  enum Reserved {
    /** A new generation of a section's counters. */
    SECTION,
    /** A conversation with a ceiling of its own. */
    COUNTER
  }

  /** Reservations of one kind ended, so many in one call, after so many nanoseconds. */
  void onReservations(Reserved kind, int granted, int refused, long tookNanos);

  /**
   * A conversation's ceiling has risen.
   *
   * @param promoted whether this is the first ceiling of its own
   * @param ahead whether it came before the conversation had used up what it had
   */
  void onCounterReserved(boolean promoted, boolean ahead);

  /** A section has as many hot counters as it may, and another conversation needs one. */
  void onPromotionRefused(int section);

  /** A section's counters have begun anew above its old ceiling, for lack of room. */
  void onRebased(int section);

  /** A conversation was lifted by an administrator. */
  void onRaised();

  /** A section starts above its ceiling, because what its last owner left cannot be used. */
  void onSnapshotUnusable(int section, String why);

  /** A section is given back without its counters; its next owner starts above its ceiling. */
  void onSnapshotUnwritten(int section, String why);

  /** The store did not answer a call. */
  void onStoreSilent(String call, SeqsvrException why);

  /** Sections are served from now on. */
  void onSectionsAcquired(int sections);

  /** Sections were closed and given back, as far as the store answered. */
  void onSectionsReleased(int sections);

  /** Sections were given back that only the store took for this node's. */
  void onStraysReleased(int sections);

  /**
   * Sections that this node is to serve have not become its own for far longer than their owner's
   * lease should last; told once.
   *
   * @param why what the store says of one of them
   */
  void onSectionsAwaited(int sections, SeqsvrException why);

  /** Sections are not served any more. */
  void onSectionsLost(int sections, String why);

  /** A section stopped for good in this process. */
  void onSectionHalted(int section, SeqsvrException why);

  /** ZooKeeper did not answer when the cluster was to be joined. */
  void onCoordinationSilent(Exception why);

  /** Something happened that no part expects; the work goes on with its next turn. */
  void onUnexpected(Throwable unexpected);

  /**
   * A renewal of the lease was acknowledged.
   *
   * @param inRow whether by the store, because ZooKeeper did not answer in time
   */
  void onLeaseRenewed(boolean inRow);

  /** A register did not answer. */
  void onRegisterSilent(Register register, Throwable why);

  /** This node has ended the lease of a node that was silent. */
  void onFenced(NodeIdentity silent);

  /** This node has marked the lease of a silent one EXPIRED, which that one can undo. */
  void onExpired(NodeIdentity silent);

  /** A lease that this node took for silent has moved, or another node was first. */
  void onContested(Register register, NodeIdentity silent);

  /** The routing table changed. */
  void onRoutes(long version, int ownSections);
}
