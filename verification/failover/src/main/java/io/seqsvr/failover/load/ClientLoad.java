package io.seqsvr.failover.load;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqRange;
import io.seqsvr.failover.call.Answer;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Callers that use the client SDK: calls begin at a fixed rate, on random conversations, whether or
 * not earlier ones have ended. What does not fit into the bound is not called, and counted.
 *
 * <p>Thread-safe.
 */
public final class ClientLoad implements AutoCloseable {
  private static final int MAX_COUNT = 3;
  private static final int MAX_PENDING = 8_000;
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final List<SeqClient> clients = new ArrayList<>();
  private final List<Pace> paces = new ArrayList<>();
  private final Keys keys;
  private final Recorder recorder;
  private final Patience patience;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong notCalled = new AtomicLong();

  private ClientLoad(Keys keys, Recorder recorder, Patience patience) {
    this.keys = keys;
    this.recorder = recorder;
    this.patience = patience;
  }

  /**
   * How the client SDK is used.
   *
   * @param clients instances, each with connections and a thread of its own
   * @param perSecond calls of all of them
   * @param timeout of a call, retries included
   * @param attemptTimeout of one attempt
   */
  public record Terms(int clients, int perSecond, Duration timeout, Duration attemptTimeout) {}

  /** Starts the callers. */
  public static ClientLoad start(
      List<String> addresses, Terms terms, Keys keys, Recorder recorder, Patience patience) {
    ClientLoad load = new ClientLoad(keys, recorder, patience);
    for (int i = 0; i < terms.clients(); i++) {
      SeqClient client =
          SeqClient.builder(addresses.toArray(String[]::new))
              .timeout(terms.timeout())
              .attemptTimeout(terms.attemptTimeout())
              .build();
      load.clients.add(client);
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(i);
      String name = "client-" + i;
      load.paces.add(
          Pace.start(
              name,
              Math.max(1, terms.perSecond() / terms.clients()),
              patience,
              () -> load.call(client, name, load.pick(random), random.nextInt(1, MAX_COUNT + 1))));
    }
    return load;
  }

  private Keys.Key pick(RandomGenerator random) {
    return keys.all().get(random.nextInt(keys.all().size()));
  }

  /** Calls once in each of some sections, at once. */
  public void sweep(Collection<Integer> sections) {
    sections.forEach(section -> call(clients.get(0), "sweep", keys.first(section), 1));
  }

  private void call(SeqClient client, String name, Keys.Key key, int count) {
    if (pending.incrementAndGet() > MAX_PENDING) {
      pending.decrementAndGet();
      notCalled.incrementAndGet();
      return;
    }
    long start = patience.clock().nanoTime();
    var unused =
        client
            .nextAsync("", key.name(), count)
            .handle(
                (range, failure) -> {
                  long end = patience.clock().nanoTime();
                  recorder.addClient(key, count, start, end, answer(range, failure), name);
                  return pending.decrementAndGet();
                });
  }

  private static Answer answer(@Nullable SeqRange range, @Nullable Throwable failure) {
    if (range != null) {
      return Answer.ok(range.first());
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    // The SDK says so only if no attempt of the call is in doubt.
    return cause instanceof SeqsvrException refusal
        ? Answer.refused(refusal.reason())
        : Answer.unknown();
  }

  /** Calls that were not made for want of room. */
  public long notCalled() {
    return notCalled.get();
  }

  /** Ends the callers, and waits until each call has ended. */
  public void stop() throws DrillFailedException, InterruptedException {
    for (Pace pace : paces) {
      pace.close();
    }
    paces.clear();
    patience.await("the end of all client calls", END_LIMIT, () -> pending.get() == 0);
  }

  @Override
  public void close() {
    for (Pace pace : paces) {
      pace.close();
    }
    clients.forEach(SeqClient::close);
  }
}
