package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.LogListener;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.core.SendResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * All lanes of this process. A conversation belongs to one lane by its hash, and a lane writes one
 * transaction at a time: the order of commits is the order of seqs (M3).
 *
 * <p>Thread-safe. Lanes run in the environment's workers; at most one thread is in a lane at a
 * time. Listener and futures are called there, futures of refused sends also in the caller's
 * thread.
 */
public final class Lanes implements MessageLog, AutoCloseable {
  /** The namespace of the sequence service that conversations of messages are in. */
  public static final String NAMESPACE = "message";

  private static final int EPOCH_BITS = 52;

  private final List<Lane> lanes;
  private final LaneStorage storage;
  private final List<LaneEpoch> epochs;
  private final LaneSettings settings;
  private final LaneEnvironment environment;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /**
   * @param epochs what {@link LaneStorage#acquireLanes} has returned: no seq may be taken before
   *     the epochs are raised, or a former owner could still commit behind it
   */
  public Lanes(
      LaneStorage storage,
      SeqSource seqs,
      List<LaneEpoch> epochs,
      LogListener listener,
      LaneObserver observer,
      LaneSettings settings,
      LaneEnvironment environment) {
    if (Integer.bitCount(epochs.size()) != 1) {
      throw new IllegalArgumentException(
          "the number of lanes must be a power of two: " + epochs.size());
    }
    this.storage = storage;
    this.epochs = List.copyOf(epochs);
    this.settings = settings;
    this.environment = environment;
    List<Lane> made = new ArrayList<>();
    for (LaneEpoch epoch : epochs) {
      if (epoch.lane() != made.size()) {
        throw new IllegalArgumentException("lanes must be in order: " + epochs);
      }
      made.add(
          new Lane(
              epoch,
              storage,
              seqs,
              listener,
              observer,
              settings,
              environment,
              queuedBytes,
              failure));
    }
    this.lanes = List.copyOf(made);
  }

  /**
   * The lane of a conversation.
   *
   * @param laneCount a power of two
   * @throws SeqsvrException INVALID_ARGUMENT if it is no conversation id
   */
  public static int laneOf(String conversation, int laneCount) {
    return ConversationKey.section(ConversationKey.hash(NAMESPACE, conversation), laneCount);
  }

  @Override
  public CompletableFuture<SendResult> send(Draft draft) {
    QueuedSend send =
        new QueuedSend(
            draft, draft.payloadHash(), environment.clock().nanoTime(), new CompletableFuture<>());
    offer(send);
    return send.result();
  }

  @Override
  public CompletableFuture<Boolean> create(String conversation, List<String> members) {
    // Never 0, which means "not known", and exact in languages whose numbers are doubles.
    long epoch = 1 + (environment.random().nextLong() >>> (Long.SIZE - EPOCH_BITS));
    return change(
        new MembershipChange.Create(conversation, epoch, distinct(members)),
        MembershipOutcome.Done::created);
  }

  @Override
  public CompletableFuture<Integer> addMembers(String conversation, List<String> users) {
    return change(
        new MembershipChange.Add(conversation, distinct(users)), done -> done.users().size());
  }

  @Override
  public CompletableFuture<Integer> removeMembers(String conversation, List<String> users) {
    return change(
        new MembershipChange.Remove(conversation, distinct(users)), done -> done.users().size());
  }

  /** Ends exceptionally when another process has taken a lane, or a lane is broken; else never. */
  public CompletableFuture<Void> failure() {
    return failure;
  }

  /**
   * Looks whether another process has taken the lanes, and ends them if so. A lane that is not
   * written to would not notice, and its devices would wait for messages that are committed
   * elsewhere. Blocks for a read of the database.
   *
   * @return whether they are still this process's
   * @throws SeqsvrException STORE_UNAVAILABLE: not known
   */
  public boolean checkOwnership() {
    if (storage.ownsLanes(epochs)) {
      return true;
    }
    failure.completeExceptionally(
        SeqsvrException.of(ErrorReason.NOT_OWNER, "another process has taken the lanes"));
    var unused = shutdown();
    return false;
  }

  /** Number of sends and changes that wait, without the batches under way. */
  public int queuedCount() {
    return lanes.stream().mapToInt(Lane::queuedCount).sum();
  }

  /**
   * Takes nothing more, refuses what waits (NOT_OWNER), lets batches under way end. Does not block.
   *
   * @return ends when no lane runs any more
   */
  public CompletableFuture<Void> shutdown() {
    return CompletableFuture.allOf(
        lanes.stream().map(Lane::shutdown).toArray(CompletableFuture<?>[]::new));
  }

  /**
   * As {@link #shutdown}, and waits for it, at most for the configured time; who has no answer then
   * is told that nobody knows. Every future has ended when it returns.
   */
  @Override
  public void close() {
    CompletableFuture<Void> ended = shutdown();
    try {
      ended.get(settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      lanes.forEach(Lane::giveUp);
    } catch (InterruptedException e) {
      lanes.forEach(Lane::giveUp);
      Thread.currentThread().interrupt();
    }
  }

  private <T> CompletableFuture<T> change(
      MembershipChange change, Function<MembershipOutcome.Done, T> answer) {
    CompletableFuture<T> answered = new CompletableFuture<>();
    QueuedChange queued =
        new QueuedChange(change, environment.clock().nanoTime(), new CompletableFuture<>());
    // Not thenApply, whose failures are wrapped: the answer is the refusal itself.
    var unused =
        queued
            .result()
            .whenComplete(
                (done, refusal) -> {
                  if (refusal == null) {
                    answered.complete(answer.apply(done));
                  } else {
                    answered.completeExceptionally(refusal);
                  }
                });
    offer(queued);
    return answered;
  }

  private void offer(Work work) {
    int lane;
    try {
      lane = laneOf(work.conversation(), lanes.size());
    } catch (SeqsvrException e) {
      work.refuse(e);
      return;
    }
    lanes.get(lane).offer(work);
  }

  private static List<String> distinct(List<String> users) {
    return List.copyOf(new LinkedHashSet<>(users));
  }
}
