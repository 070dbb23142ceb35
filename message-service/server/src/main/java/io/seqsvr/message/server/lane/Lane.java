package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.LogListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One lane: a bounded queue, and at most one thread at a time that works on it.
 *
 * <pre>
 * IDLE      => LINGERING: something came, and batches wait for company
 * IDLE, LINGERING => RUNNING: a batch is to be taken
 * RUNNING   => IDLE: nothing is left
 * RUNNING   => PAUSED: a task wants to be tried again later
 * PAUSED    => RUNNING: the pause is over, or the lane is to end
 * RUNNING, IDLE, LINGERING => ENDED: it was closed, or it is lost
 * </pre>
 *
 * Thread-safe. State and queue are guarded by the lock; tasks and what they share are confined to
 * whoever runs the lane (RUNNING), one after the other, and handed over through the lock. Nothing
 * is called and no future is completed under the lock.
 */
final class Lane {
  private enum State {
    IDLE,
    LINGERING,
    RUNNING,
    PAUSED,
    ENDED
  }

  private final Object lock = new Object();
  private final LaneContext context;
  private final LaneQueue queue;
  private final CompletableFuture<Void> failure;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Deque<LaneTask> tasks = new ArrayDeque<>();
  private volatile List<Work> underWay = List.of();
  private State state = State.IDLE;
  private @Nullable SeqsvrException closedBecause;

  /**
   * @param failure ends exceptionally if the lane is lost
   */
  Lane(
      LaneEpoch epoch,
      LaneStorage storage,
      SeqSource seqs,
      LogListener listener,
      LaneObserver observer,
      LaneSettings settings,
      LaneEnvironment environment,
      AtomicLong queuedBytes,
      CompletableFuture<Void> failure) {
    this.context =
        new LaneContext(
            epoch,
            storage,
            seqs,
            new LaneCache(storage, settings.cacheEntries()),
            listener,
            observer,
            settings,
            environment,
            new ServerMsgIds(environment.random()),
            new SentBack(),
            new LaneContext.Refusals(settings, environment));
    this.queue = new LaneQueue(settings, queuedBytes);
    this.failure = failure;
  }

  /** Queues it, or refuses it at once. */
  void offer(Work work) {
    SeqsvrException refusal = null;
    State before;
    State after;
    int depth;
    synchronized (lock) {
      before = state;
      if (closedBecause != null) {
        refusal = closedBecause;
      } else if (!queue.offer(work)) {
        refusal = context.refusals().overloaded();
      } else {
        state = afterOffer();
      }
      after = state;
      depth = queue.size();
    }
    if (refusal != null) {
      context.observer().onRefused(refusal.reason());
      work.refuse(refusal);
      return;
    }
    context.observer().onQueued(depth);
    if (before != after) {
      if (after == State.LINGERING) {
        schedule(this::lingered, context.settings().linger().toNanos());
      } else {
        dispatch();
      }
    }
  }

  private State afterOffer() {
    if (state == State.IDLE) {
      return context.settings().linger().isZero() ? State.RUNNING : State.LINGERING;
    }
    boolean full = queue.size() >= context.settings().maxBatchMessages();
    return state == State.LINGERING && full ? State.RUNNING : state;
  }

  /** Number of those who wait, without the batch under way. */
  int queuedCount() {
    synchronized (lock) {
      return queue.size();
    }
  }

  /**
   * Takes nothing more, refuses what waits, lets the batch under way end.
   *
   * @return ends when nothing runs any more
   */
  CompletableFuture<Void> shutdown() {
    SeqsvrException refusal = context.refusals().closed();
    List<Work> waiting;
    boolean wake;
    boolean atRest;
    synchronized (lock) {
      if (closedBecause == null) {
        closedBecause = refusal;
      }
      waiting = queue.takeAll();
      wake = state == State.PAUSED;
      atRest = state == State.IDLE || state == State.LINGERING;
      if (wake) {
        state = State.RUNNING;
      } else if (atRest) {
        state = State.ENDED;
      }
    }
    refuseAll(waiting, refusal);
    if (wake) {
      dispatch();
    } else if (atRest) {
      ended.complete(null);
    }
    return ended;
  }

  /** Answers those whose batch does not end: it may or may not be stored. */
  void giveUp() {
    SeqsvrException unknown = context.refusals().unknown();
    underWay.forEach(work -> work.giveUp(unknown));
  }

  private void dispatch() {
    try {
      context.environment().workers().execute(this::run);
    } catch (RejectedExecutionException e) {
      lose(context.refusals().closed());
    }
  }

  private void schedule(Runnable task, long delayNanos) {
    try {
      context.environment().scheduler().schedule(task, delayNanos);
    } catch (RejectedExecutionException e) {
      lose(context.refusals().closed());
    }
  }

  private void lingered() {
    wake(State.LINGERING);
  }

  private void pauseOver() {
    wake(State.PAUSED);
  }

  /** A timer of an earlier pause only makes a later one shorter. */
  private void wake(State from) {
    synchronized (lock) {
      if (state != from) {
        return;
      }
      state = State.RUNNING;
    }
    dispatch();
  }

  private void run() {
    Step step;
    try {
      if (tasks.isEmpty()) {
        begin();
      }
      LaneTask task = tasks.poll();
      step = task == null ? Step.done() : task.run();
    } catch (RuntimeException | Error e) {
      // A task answers for all that can go wrong; this is a fault of ours, and what it left behind
      // is not known. The lane must not go on from there.
      giveUp();
      lose(context.refusals().unknown());
      failure.completeExceptionally(e);
      throw e;
    }
    sendBackWhatIsBehind();
    goOn(step);
  }

  /** Before anything else is taken from the queue. */
  private void sendBackWhatIsBehind() {
    Set<Membership> senders = context.sentBack().takeUnswept();
    if (senders.isEmpty()) {
      return;
    }
    List<Work> behind;
    synchronized (lock) {
      behind = queue.takeSendsOf(senders);
    }
    refuseAll(behind, context.refusals().behindSentBack());
  }

  private void begin() {
    context.sentBack().clear();
    refuseOverdue();
    List<Work> batch;
    synchronized (lock) {
      batch = queue.takeBatch();
    }
    underWay = List.copyOf(batch);
    if (!batch.isEmpty() && batch.get(0) instanceof QueuedChange change) {
      tasks.add(new ChangeTask(context, change));
    } else if (!batch.isEmpty()) {
      tasks.add(new SendTask(context, Attempt.coalesce(batch), 0, false));
    }
  }

  private void goOn(Step step) {
    if (step instanceof Step.Lost lost) {
      lose(lost.refusal());
      failure.completeExceptionally(lost.refusal());
    } else if (step instanceof Step.Pause pause) {
      tasks.addFirst(pause.next());
      pause();
    } else {
      List<LaneTask> next = new ArrayList<>(((Step.GoOn) step).next());
      Collections.reverse(next);
      next.forEach(tasks::addFirst);
      settle();
    }
  }

  private void settle() {
    State after = State.RUNNING;
    synchronized (lock) {
      if (tasks.isEmpty()) {
        underWay = List.of();
        if (closedBecause != null) {
          after = State.ENDED;
        } else if (queue.size() == 0) {
          after = State.IDLE;
        }
      }
      state = after;
    }
    if (after == State.RUNNING) {
      dispatch();
    } else if (after == State.ENDED) {
      ended.complete(null);
    }
  }

  private void pause() {
    refuseOverdue();
    SeqsvrException closed;
    synchronized (lock) {
      closed = closedBecause;
      if (closed == null) {
        state = State.PAUSED;
      }
    }
    if (closed == null) {
      long pauseNanos = context.settings().retryPause().toNanos();
      long jitter = context.environment().random().nextLong(pauseNanos / 2 + 1);
      schedule(this::pauseOver, pauseNanos - jitter);
    } else {
      lose(closed);
    }
  }

  /** What has waited for too long, and what must not overtake it. */
  private void refuseOverdue() {
    List<Work> overdue;
    List<Work> behind;
    synchronized (lock) {
      overdue =
          queue.takeOlderThan(context.nowNanos(), context.settings().unknownAfter().toNanos());
      behind = queue.takeSendsOf(senders(overdue));
    }
    refuseAll(overdue, context.refusals().storeUnavailable());
    refuseAll(behind, context.refusals().behindSentBack());
  }

  private static Set<Membership> senders(List<Work> works) {
    Set<Membership> senders = new HashSet<>();
    for (Work work : works) {
      if (work instanceof QueuedSend send) {
        senders.add(SentBack.senderOf(send.draft().key()));
      }
    }
    return senders;
  }

  /** Ends the lane; called by whoever runs it, or would. */
  private void lose(SeqsvrException refusal) {
    tasks.forEach(task -> task.abandon(refusal));
    tasks.clear();
    List<Work> waiting;
    synchronized (lock) {
      if (closedBecause == null) {
        closedBecause = refusal;
      }
      state = State.ENDED;
      waiting = queue.takeAll();
    }
    refuseAll(waiting, refusal);
    underWay = List.of();
    ended.complete(null);
  }

  private void refuseAll(List<Work> works, SeqsvrException refusal) {
    for (Work work : works) {
      context.observer().onRefused(refusal.reason());
      work.refuse(refusal);
    }
  }
}
