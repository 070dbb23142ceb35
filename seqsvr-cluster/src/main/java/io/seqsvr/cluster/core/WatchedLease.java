package io.seqsvr.cluster.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lease as an observer sees it in both registers, and what the observer may do about it. Pure;
 * compares readings of this process's clock only, and only those taken after a reply arrived.
 *
 * <ul>
 *   <li>A mark that is unmoved for the length of the lease and its margin, whatever it says and be
 *       it gone, may be marked EXPIRED by a conditional write on that state.
 *   <li>A row that is unmoved for as long may be FENCED, by a conditional write on that version, if
 *       the mark is EXPIRED by this observer, in a write that was <em>sent after the row's version
 *       was first seen</em>. If the row moved since, the mark is written once more. It is never
 *       enough to have read EXPIRED: a ZooKeeper server that lags behind shows what was; a
 *       conditional write is carried out only where it still is.
 *   <li>An EXPIRED that was made where the mark was gone proves nothing by itself: nobody knows for
 *       how long it was gone. It is written once more after the same time, like somebody else's.
 *   <li>A refused write begins the observation anew. So does one that has hit another life of the
 *       mark, removed and made again, whose versions began anew.
 * </ul>
 *
 * <p>Why that is safe: when the row is FENCED on a version first seen at S, no renewal of the row
 * that counts was sent after S. When the mark was written, its last renewal was older than the
 * lease. A renewal of the mark after that needs a re-armed mark and, to count, a row that has moved
 * since; so there was none.
 *
 * <p>Confined to one loop.
 */
final class WatchedLease {
  /** What may be done about a lease now. */
  enum Due {
    NOTHING,
    /** Write EXPIRED to the mark. */
    EXPIRE,
    /** Write FENCED to the row. */
    FENCE
  }

  /** A register's state, as it was first seen. */
  private static final class Seen {
    private static final long ABSENT = -1;

    private LeaseRegister.@Nullable Entry entry;
    private long stamp = Long.MIN_VALUE;
    private long sinceNanos;
    private long writtenNanos;
    private boolean written;

    /** A read that was sent before the last write was acknowledged says nothing new. */
    void onRead(LeaseRegister.@Nullable Entry found, long sentNanos, long replyNanos) {
      if (!written || sentNanos - writtenNanos >= 0) {
        onReply(found, replyNanos);
      }
    }

    void onWritten(LeaseRegister.Entry now, long replyNanos) {
      written = true;
      writtenNanos = replyNanos;
      onReply(now, replyNanos);
    }

    /** What was seen is no longer so: only a read that is sent from now on begins to watch anew. */
    void onRefused(long replyNanos) {
      written = true;
      writtenNanos = replyNanos;
      stamp = Long.MIN_VALUE;
    }

    private void onReply(LeaseRegister.@Nullable Entry found, long replyNanos) {
      long next = found == null ? ABSENT : found.stamp();
      if (next != stamp) {
        stamp = next;
        sinceNanos = replyNanos;
      }
      entry = found;
    }

    boolean isKnown() {
      return stamp != Long.MIN_VALUE;
    }

    @Nullable Lease lease() {
      return entry == null ? null : entry.lease();
    }

    boolean is(LeaseState state) {
      return entry != null && entry.lease().state() == state;
    }
  }

  private final NodeIdentity holder;
  private final Seen mark = new Seen();
  private final Seen row = new Seen();
  private @Nullable LeaseTerms terms;

  /** The stamp of the last EXPIRED that this observer has written, and when it was sent. */
  private long expiredStamp = Long.MIN_VALUE;

  private long expiredSentNanos;
  private boolean busy;
  private long busySinceNanos;

  WatchedLease(NodeIdentity holder) {
    this.holder = holder;
  }

  NodeIdentity holder() {
    return holder;
  }

  /** A reply showed the mark, or that there is none. */
  void onMark(LeaseRegister.@Nullable Entry found, long sentNanos, long replyNanos) {
    mark.onRead(found, sentNanos, replyNanos);
    learnTerms(found);
  }

  /** A reply showed the row, or that there is none. */
  void onRow(LeaseRegister.@Nullable Entry found, long sentNanos, long replyNanos) {
    row.onRead(found, sentNanos, replyNanos);
    learnTerms(found);
  }

  /**
   * EXPIRED was acknowledged.
   *
   * @param seen the state that it replaced, as it had been seen; null if there was none
   */
  void onExpired(
      LeaseRegister.@Nullable Entry seen,
      LeaseRegister.Entry written,
      long sentNanos,
      long replyNanos) {
    if (seen != null && seen.order() != written.order()) {
      mark.onRefused(replyNanos);
      return;
    }
    if (seen != null) {
      expiredStamp = written.stamp();
      expiredSentNanos = sentNanos;
    }
    mark.onWritten(written, replyNanos);
  }

  /** FENCED was acknowledged. */
  void onFenced(LeaseRegister.Entry written, long replyNanos) {
    row.onWritten(written, replyNanos);
  }

  /** A write named a state of the mark that is no longer. */
  void onMarkRefused(long replyNanos) {
    mark.onRefused(replyNanos);
  }

  /** A write named a state of the row that is no longer. */
  void onRowRefused(long replyNanos) {
    row.onRefused(replyNanos);
  }

  /** A write about this lease is under way from now on; given up after two leases. */
  void onSending(long nowNanos) {
    busy = true;
    busySinceNanos = nowNanos;
  }

  /** The answer to a write is here, or there is none. */
  void onAnswer() {
    busy = false;
  }

  /** The mark as it was seen last, if it was there. */
  Optional<LeaseRegister.Entry> markEntry() {
    return Optional.ofNullable(mark.entry);
  }

  /** The row as it was seen last, if it was there. */
  Optional<LeaseRegister.Entry> rowEntry() {
    return Optional.ofNullable(row.entry);
  }

  /**
   * What may be done.
   *
   * @param patienceNanos how much longer than needed this observer waits
   */
  Due due(long nowNanos, long patienceNanos) {
    if (terms == null || isBusy(nowNanos) || !mark.isKnown() || isOver()) {
      return Due.NOTHING;
    }
    boolean expiredByMe = mark.is(LeaseState.EXPIRED) && mark.stamp == expiredStamp;
    if (!expiredByMe) {
      return isUnmoved(mark, nowNanos, patienceNanos) ? Due.EXPIRE : Due.NOTHING;
    }
    if (row.entry == null || !isUnmoved(row, nowNanos, patienceNanos)) {
      return Due.NOTHING;
    }
    return expiredSentNanos - row.sinceNanos > 0 ? Due.FENCE : Due.EXPIRE;
  }

  /** Whether the holder can be given something to serve: both registers say so, and lately. */
  boolean isLive(long nowNanos) {
    return mark.is(LeaseState.HELD)
        && row.is(LeaseState.HELD)
        && terms != null
        && nowNanos - mark.sinceNanos < terms.observerNanos();
  }

  /** Whether the lease has ended for good: its sections may go to others. */
  boolean isOver() {
    return row.is(LeaseState.FENCED) || (row.isKnown() && row.entry == null && isMarkGone());
  }

  /** Whether neither register has it any more. */
  boolean isGone() {
    return mark.isKnown() && mark.entry == null && row.isKnown() && row.entry == null;
  }

  /** Whether it is on its way out, so that the rows should be looked at often. */
  boolean isSuspicious() {
    return !isOver() && mark.isKnown() && !mark.is(LeaseState.HELD);
  }

  /** Earlier incarnations have smaller ones. */
  long order() {
    return mark.entry == null ? Long.MAX_VALUE : mark.entry.order();
  }

  /** What it wants to serve. */
  Share share() {
    Lease lease = mark.lease();
    return lease == null ? Share.NORMAL : lease.share();
  }

  /** The terms in the lease; null if it was never seen. */
  @Nullable LeaseTerms terms() {
    return terms;
  }

  private boolean isBusy(long nowNanos) {
    return busy && terms != null && nowNanos - busySinceNanos < 2 * terms.leaseNanos();
  }

  private boolean isMarkGone() {
    return mark.isKnown() && (mark.entry == null || mark.is(LeaseState.EXPIRED));
  }

  private boolean isUnmoved(Seen seen, long nowNanos, long patienceNanos) {
    return seen.isKnown()
        && terms != null
        && nowNanos - seen.sinceNanos >= terms.observerNanos() + patienceNanos;
  }

  private void learnTerms(LeaseRegister.@Nullable Entry found) {
    if (found != null) {
      terms = found.lease().terms();
    }
  }
}
