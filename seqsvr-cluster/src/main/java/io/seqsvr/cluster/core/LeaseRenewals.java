package io.seqsvr.cluster.core;

import io.seqsvr.cluster.core.LeaseHolder.Place;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one incarnation's lease in both registers, as {@link LeaseHolder} says.
 *
 * <p>Thread-safe: everything happens on the loop, which never blocks. It should be a loop of its
 * own, so that nothing delays a renewal.
 */
public final class LeaseRenewals {
  private final NodeIdentity self;
  private final NodeLease lease;
  private final LeaseHolder holder;
  private final LeaseRegister marks;
  private final LeaseRegister rows;
  private final Loop loop;
  private final LeaseListener listener;
  private final CompletableFuture<Void> established = new CompletableFuture<>();

  /** Written on the loop only. */
  private volatile Share share;

  /** Confined to the loop. */
  private boolean ended;

  /**
   * A lease that is not written yet.
   *
   * @param marks the register that is renewed as a rule
   * @param rows the register in which a lease is ended for good
   */
  public LeaseRenewals(
      NodeIdentity self,
      Share share,
      NodeLease lease,
      LeaseRegister marks,
      LeaseRegister rows,
      Loop loop,
      LeaseListener listener) {
    this.self = self;
    this.share = share;
    this.lease = lease;
    this.holder = new LeaseHolder(lease);
    this.marks = marks;
    this.rows = rows;
    this.loop = loop;
    this.listener = listener;
  }

  /** Writes the lease and goes on renewing it until it is over or {@link #end} is called. */
  public void start() {
    loop.execute(this::turn);
  }

  /** Whose lease it is. */
  public NodeIdentity self() {
    return self;
  }

  public NodeLease lease() {
    return lease;
  }

  /** Ends when both registers hold the lease: nothing may be owned before. */
  public CompletableFuture<Void> established() {
    return established.copy();
  }

  /** Others are told with the next renewal that the node wants to serve nothing any more. */
  public void leave() {
    loop.execute(() -> share = share.toLeave());
  }

  /** Others are told with the next renewal whether the register of rows answers this node. */
  public void cutOff(boolean is) {
    if (share.cutOff() != is) {
      loop.execute(() -> share = share.cutOff(is));
    }
  }

  /**
   * Gives the lease up: the holder serves no more, the row is FENCED, so that nobody waits for it,
   * and the mark is removed. The future ends when that is done, or when a register is silent; then
   * others find out by waiting.
   */
  public CompletableFuture<Void> end() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          ended = true;
          lease.onOver();
          var unusedChain =
              rows.read(self.incarnation())
                  .thenCompose(this::fence)
                  .thenCompose(unused -> marks.remove(self.incarnation()))
                  .whenComplete((unused, failure) -> tell(done, failure));
        });
    return done;
  }

  private CompletableFuture<Optional<LeaseRegister.Entry>> fence(
      Optional<LeaseRegister.Entry> found) {
    return found
        .map(entry -> rows.replace(entry.lease().in(LeaseState.FENCED), entry.version()))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
  }

  private void tell(CompletableFuture<Void> done, @Nullable Throwable failure) {
    if (failure != null) {
      listener.onSilent(Register.ROWS, unwrap(failure));
    }
    done.complete(null);
  }

  private void turn() {
    if (ended || lease.isOver()) {
      return;
    }
    loop.after(lease.terms().patienceNanos(), this::turn);
    send();
  }

  private void send() {
    for (Place place : Place.values()) {
      holder.next(place).ifPresent(op -> send(place, op));
    }
  }

  private void send(Place place, LeaseOp op) {
    LeaseRegister register = place == Place.MARK ? marks : rows;
    Lease written = new Lease(self, lease.terms(), LeaseState.HELD, share);
    CompletableFuture<Optional<LeaseRegister.Entry>> answer =
        switch (op.kind()) {
          case CREATE -> register.create(written);
          case RENEW -> register.replace(written, op.version());
          case READ -> register.read(self.incarnation());
        };
    var unused =
        answer.whenComplete(
            (found, failure) -> loop.execute(() -> onAnswer(place, op, found, failure)));
  }

  @SuppressWarnings("NullableOptional") // a future ends with either this or a failure
  private void onAnswer(
      Place place,
      LeaseOp op,
      @Nullable Optional<LeaseRegister.Entry> found,
      @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (found == null) {
      holder.onSilent(place, op);
      listener.onSilent(place == Place.ROW ? Register.ROWS : Register.MARKS, unwrap(failure));
    } else if (op.kind() == LeaseOp.Kind.READ) {
      holder.onFound(place, op, found);
    } else if (found.isPresent()) {
      holder.onWritten(place, op, found.get());
      listener.onRenewed(place == Place.ROW);
    } else {
      holder.onRefused(place, op);
    }
    if (lease.isOver()) {
      listener.onOver();
      return;
    }
    if (holder.isEstablished() && established.complete(null)) {
      listener.onEstablished();
    }
    send();
  }

  static Throwable unwrap(@Nullable Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return failure.getCause();
    }
    return failure == null ? new IllegalStateException("no answer and no failure") : failure;
  }
}
