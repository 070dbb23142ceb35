package io.seqsvr.cluster.core;

import io.seqsvr.cluster.core.LeaseOp.Kind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The holder's rules: which renewal is due in which of the two registers, and which acknowledgement
 * counts. Pure of any input or output; {@link LeaseRenewals} carries out what {@link #next} says.
 *
 * <p>The <em>mark</em> is the register that is renewed as a rule, and that observers mark EXPIRED
 * first (ZooKeeper); the <em>row</em> is the one in which a lease is ended for good (the store).
 *
 * <ul>
 *   <li>The mark is renewed every quarter of the lease. The row is renewed as often while the mark
 *       does not answer, so that either of the two is enough.
 *   <li>A renewal counts from the moment before it was sent, and only if it has itself moved the
 *       version, in the same life of the register's entry. What a read shows is adopted, and never
 *       counted.
 *   <li>A holder that has made its mark, found it EXPIRED or gone, or adopted what a read showed,
 *       is <em>suspect</em>: an observer may be about to end its row. It sees to it that the mark
 *       is HELD, and then sends a renewal of the row. Until that one is acknowledged, renewals of
 *       the mark count for nothing. Those of the row always count, because an end of the row names
 *       the version that the renewal has moved. So renewals of the mark count only as an unbroken
 *       chain of acknowledged writes of this holder in one life of the mark.
 *   <li>The row is renewed now and then in any case, so that a holder whose mark answers learns of
 *       its end.
 *   <li>A row that is FENCED or gone is the end of this incarnation.
 * </ul>
 *
 * <p>Confined to one loop; feeds a {@link NodeLease} that is read by all.
 */
final class LeaseHolder {
  /** The row is renewed at least once in so many leases. */
  private static final int LEASES_PER_ROW = 60;

  /** One of the two registers, as far as this holder knows. */
  enum Place {
    MARK,
    ROW
  }

  private static final class Side {
    /** The version to be replaced; -1 if the lease is to be created. */
    private long version = -1;

    /** The life of the entry that the version is of. */
    private long order;

    private boolean toBeRead;
    private boolean silent;
    private @Nullable LeaseOp inFlight;
    private long lastSentNanos;

    /** A register that was silent is left alone until then. */
    private long notBeforeNanos;

    private boolean everSent;
    private boolean written;
  }

  private final NodeLease lease;
  private final Side mark = new Side();
  private final Side row = new Side();

  /** Counts how often this holder became suspect. */
  private long suspicions;

  private boolean suspect;

  /** Whether the mark is known to be HELD; false between a finding of EXPIRED and the re-arming. */
  private boolean armed = true;

  LeaseHolder(NodeLease lease) {
    this.lease = lease;
  }

  /** Whether both registers have shown this lease; nothing may be owned before. */
  boolean isEstablished() {
    return mark.written && row.written;
  }

  /** Whether renewals of the mark count for nothing at present. */
  boolean isSuspect() {
    return suspect;
  }

  /** What is to be sent to a register now; it is taken as sent. */
  Optional<LeaseOp> next(Place place) {
    Side side = side(place);
    NodeLease.Sent now = lease.now();
    if (lease.isOver() || isWaitedFor(side, now) || isLeftAlone(side, now)) {
      return Optional.empty();
    }
    Kind kind = side.toBeRead ? Kind.READ : side.version < 0 ? Kind.CREATE : Kind.RENEW;
    if (kind != Kind.READ && !isDue(place, side, now)) {
      return Optional.empty();
    }
    boolean ends = place == Place.ROW && kind == Kind.RENEW && suspect && armed;
    LeaseOp op = new LeaseOp(kind, side.version, now, ends ? suspicions : 0);
    side.inFlight = op;
    side.everSent = true;
    if (kind != Kind.READ) {
      side.lastSentNanos = now.nanos();
    }
    return Optional.of(op);
  }

  /** A write was carried out, by this very call. */
  void onWritten(Place place, LeaseOp op, LeaseRegister.Entry entry) {
    Side side = answered(place, op);
    if (op.kind() == Kind.RENEW && entry.order() != side.order) {
      // Versions begin anew in another life of the entry: this was none of ours.
      side.toBeRead = true;
      return;
    }
    side.written = true;
    side.version = entry.version();
    side.order = entry.order();
    side.toBeRead = false;
    if (place == Place.ROW) {
      if (op.suspicion() == suspicions) {
        suspect = false;
      }
      lease.onRenewed(op.sent());
      return;
    }
    if (op.kind() == Kind.CREATE) {
      // It may have been there before, unknown to this holder, and have been removed with its end.
      becomeSuspect();
    }
    armed = true;
    if (!suspect) {
      lease.onRenewed(op.sent());
    }
  }

  /** A write named a state of the register that is no longer, or the lease stands there already. */
  void onRefused(Place place, LeaseOp op) {
    answered(place, op).toBeRead = true;
  }

  /** A read was answered. One that is not waited for any more may show what was long ago. */
  @SuppressWarnings("ReferenceEquality") // each call is an object of its own
  void onFound(Place place, LeaseOp op, Optional<LeaseRegister.Entry> found) {
    boolean awaited = side(place).inFlight == op;
    Side side = answered(place, op);
    if (!awaited) {
      return;
    }
    side.toBeRead = false;
    if (place == Place.ROW) {
      onRow(side, found);
    } else {
      onMark(side, found);
    }
  }

  /** There was no answer in time; whatever was asked may have happened. */
  void onSilent(Place place, LeaseOp op) {
    Side side = answered(place, op);
    side.silent = true;
    side.notBeforeNanos = lease.now().nanos() + lease.terms().patienceNanos();
  }

  private void onRow(Side side, Optional<LeaseRegister.Entry> found) {
    boolean gone = found.isEmpty() && side.written;
    if (gone || found.map(entry -> entry.lease().state() == LeaseState.FENCED).orElse(false)) {
      lease.onOver();
      return;
    }
    adopt(side, found);
    side.written |= found.isPresent();
  }

  private void onMark(Side side, Optional<LeaseRegister.Entry> found) {
    adopt(side, found);
    becomeSuspect();
    if (found.map(entry -> entry.lease().state() == LeaseState.HELD).orElse(false)) {
      side.written = true;
      armed = true;
    }
  }

  private static void adopt(Side side, Optional<LeaseRegister.Entry> found) {
    side.version = found.map(LeaseRegister.Entry::version).orElse(-1L);
    side.order = found.map(LeaseRegister.Entry::order).orElse(0L);
  }

  /** A new suspicion is not ended by a renewal that was sent before it. */
  private void becomeSuspect() {
    suspect = true;
    armed = false;
    suspicions++;
  }

  private boolean isWaitedFor(Side side, NodeLease.Sent now) {
    LeaseOp op = side.inFlight;
    return op != null && now.nanos() - op.sent().nanos() < lease.terms().leaseNanos();
  }

  private static boolean isLeftAlone(Side side, NodeLease.Sent now) {
    return side.silent && now.nanos() - side.notBeforeNanos < 0;
  }

  private boolean isDue(Place place, Side side, NodeLease.Sent now) {
    if (!side.everSent || side.version < 0) {
      return true;
    }
    if (place == Place.MARK) {
      return !armed || isPast(side, now);
    }
    boolean endsSuspicion = suspect && armed;
    return endsSuspicion
        || ((suspect || !markAnswers(now)) && isPast(side, now))
        || now.nanos() - side.lastSentNanos >= LEASES_PER_ROW * lease.terms().leaseNanos();
  }

  private boolean isPast(Side side, NodeLease.Sent now) {
    return now.nanos() - side.lastSentNanos >= lease.terms().renewIntervalNanos();
  }

  /** Whether the mark's last renewal was answered, or may still be expected to be. */
  private boolean markAnswers(NodeLease.Sent now) {
    LeaseOp op = mark.inFlight;
    return !mark.silent
        && (op == null || now.nanos() - op.sent().nanos() < lease.terms().patienceNanos());
  }

  /** An answer to a call that is not waited for any more still says that the register answers. */
  @SuppressWarnings("ReferenceEquality") // each call is an object of its own
  private Side answered(Place place, LeaseOp op) {
    Side side = side(place);
    if (side.inFlight == op) {
      side.inFlight = null;
    }
    side.silent = false;
    return side;
  }

  private Side side(Place place) {
    return place == Place.MARK ? mark : row;
  }
}
