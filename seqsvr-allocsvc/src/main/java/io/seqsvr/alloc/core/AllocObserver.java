package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;

/**
 * Is told what the allocator does, for metrics and logs. Implementations are thread-safe, never
 * block and never throw.
 */
public interface AllocObserver {
  /** Seqs were handed out. On the caller's thread, in the hot path. */
  void onIssued(long count);

  /** A call was refused. */
  void onRefused(ErrorReason reason);

  /** Reservations ended, so many in one call, after so many nanoseconds. */
  void onReservations(int granted, int refused, long tookNanos);

  /** The store did not answer a call. */
  void onStoreSilent(String call, SeqsvrException why);

  /** Sections are served from now on. */
  void onSectionsAcquired(int sections);

  /** Sections were closed and given back, as far as the store answered. */
  void onSectionsReleased(int sections);

  /** Sections are not served any more. */
  void onSectionsLost(int sections, String why);

  /** A section stopped for good in this process. */
  void onSectionHalted(int section, SeqsvrException why);

  /** ZooKeeper did not answer. */
  void onCoordinationSilent(Exception why);

  /** Something happened that no part expects; the work goes on with its next turn. */
  void onUnexpected(Throwable unexpected);

  /** ZooKeeper answered a renewal. */
  void onCoordinationAnswers();

  /** The routing table changed. */
  void onRoutes(long version, int ownSections);
}
