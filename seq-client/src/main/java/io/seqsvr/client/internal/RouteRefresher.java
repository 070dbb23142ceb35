package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks one node after the other for the routing table: for the first one as long as calls wait for
 * it, later once for each time that something went wrong. One question at a time; one that is
 * silent for 100 ms holds up no further one, and its answer still counts.
 *
 * <p>Thread-safe; {@code waiting}, {@code suspect}, {@code asking}, {@code questions} and {@code
 * failures} are guarded by {@code lock}, and nothing foreign is called under it but the scheduler.
 */
final class RouteRefresher {
  private final RouteBook book;
  private final Nodes nodes;
  private final Scheduler scheduler;
  private final Backoff backoff;
  private final PendingCalls pending;
  private final Router router;
  private final long timeoutNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Call<?>> waiting = new LinkedHashSet<>();
  private @Nullable HostPort suspect;
  private boolean asking;
  private int failures;

  /** Number of the latest question: an earlier one has been left behind. */
  private long questions;

  private Cancellable impatience = () -> {};

  private volatile @Nullable SeqsvrException mismatch;

  RouteRefresher(
      RouteBook book,
      Nodes nodes,
      Scheduler scheduler,
      Backoff backoff,
      PendingCalls pending,
      Router router,
      EngineLimits limits) {
    this.book = book;
    this.nodes = nodes;
    this.scheduler = scheduler;
    this.backoff = backoff;
    this.pending = pending;
    this.router = router;
    // Half a call's time, so that a silent node leaves enough for the next one.
    this.timeoutNanos =
        Math.max(1, Math.min(limits.timeoutNanos() / 2, limits.attemptTimeoutNanos()));
  }

  /** The refusal if the last node that answered is of another cluster, else null. */
  @Nullable SeqsvrException mismatch() {
    return mismatch;
  }

  /** Keeps a call until the first table is there, then dispatches it. */
  void await(Call<?> call) {
    lock.lock();
    try {
      if (call.moveTo(() -> remove(call))) {
        waiting.add(call);
      }
    } finally {
      lock.unlock();
    }
    refresh(null);
    if (book.table() != null) {
      // It came between the caller's look and ours.
      onTable();
    }
  }

  /**
   * Asks for a newer table in the background, unless that is going on.
   *
   * @param doubted the node whose failure is the reason; another one is asked, if there is one
   */
  void refresh(@Nullable HostPort doubted) {
    lock.lock();
    try {
      if (asking) {
        return;
      }
      asking = true;
      failures = 0;
      suspect = doubted;
    } finally {
      lock.unlock();
    }
    ask();
  }

  /** There is a table. */
  void onTable() {
    takeWaiting().forEach(router::dispatch);
  }

  private void ask() {
    HostPort avoided;
    long question;
    lock.lock();
    try {
      avoided = suspect;
      question = ++questions;
    } finally {
      lock.unlock();
    }
    Node node = nodes.nextInTurn(avoided);
    if (node == null) {
      stop(question);
      return;
    }
    watch(question, node.address());
    // Nobody cancels this: it ends by its own time limit.
    node.connection()
        .routes(
            book.version(),
            timeoutNanos,
            attempt -> {
              router.noteReach(node.address(), attempt);
              onEnd(question, attempt);
            });
  }

  private void watch(long question, HostPort asked) {
    lock.lock();
    try {
      impatience.cancel();
      impatience = scheduler.schedule(() -> onSilence(question, asked), Node.PATIENCE_NANOS);
    } finally {
      lock.unlock();
    }
  }

  /** The next question is for another node; while there is none, this one goes on. */
  private void onSilence(long question, HostPort asked) {
    if (!nodes.hasOtherThan(asked)) {
      return;
    }
    lock.lock();
    try {
      if (question != questions || !asking) {
        return;
      }
    } finally {
      lock.unlock();
    }
    askLater();
  }

  private void onEnd(long question, Attempt<Optional<RouteTable>> attempt) {
    SeqsvrException foreign = router.learn(attempt.routes());
    if (foreign != null || attempt instanceof Attempt.Answered<Optional<RouteTable>>) {
      mismatch = foreign;
    }
    boolean latest = isLatest(question);
    if (book.table() != null) {
      stop(question);
      onTable();
    } else if (foreign != null) {
      stop(question);
      takeWaiting().forEach(call -> refuse(call, foreign));
    } else if (attempt instanceof Attempt.Refused<Optional<RouteTable>> refused
        && !refused.refusal().reason().isRetryable()) {
      stop(question);
      takeWaiting().forEach(call -> refuse(call, refused.refusal()));
    } else {
      tell(attempt);
      if (latest) {
        askLater();
      }
    }
  }

  private boolean isLatest(long question) {
    lock.lock();
    try {
      return question == questions;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the waiting calls know why, in case that their time ends. */
  private void tell(Attempt<Optional<RouteTable>> attempt) {
    List<Call<?>> toTell;
    lock.lock();
    try {
      toTell = List.copyOf(waiting);
    } finally {
      lock.unlock();
    }
    for (Call<?> call : toTell) {
      if (attempt instanceof Attempt.Refused<Optional<RouteTable>> refused) {
        call.onRefused(refused.refusal());
      } else if (attempt instanceof Attempt.Unanswered<Optional<RouteTable>> unanswered) {
        call.onUnanswered(unanswered.cause(), false);
      }
    }
  }

  /** The next node at once; after a whole round without success, with growing pauses. */
  private void askLater() {
    long delayNanos;
    lock.lock();
    try {
      failures++;
      int rounds = failures / nodes.seedCount();
      boolean roundOver = failures % nodes.seedCount() == 0;
      delayNanos = roundOver ? backoff.delayNanos(rounds, Duration.ZERO) : 0;
      impatience.cancel();
      if (waiting.isEmpty()) {
        asking = false;
        return;
      }
    } finally {
      lock.unlock();
    }
    scheduler.schedule(this::ask, delayNanos);
  }

  /** Ends the asking, unless it has gone on to a later question. */
  private void stop(long question) {
    lock.lock();
    try {
      if (question == questions) {
        asking = false;
        impatience.cancel();
      }
    } finally {
      lock.unlock();
    }
  }

  private <V> void refuse(Call<V> call, SeqsvrException refusal) {
    pending.end(call, call.refusedForGood(refusal));
  }

  private List<Call<?>> takeWaiting() {
    lock.lock();
    try {
      List<Call<?>> taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void remove(Call<?> call) {
    lock.lock();
    try {
      waiting.remove(call);
    } finally {
      lock.unlock();
    }
  }
}
