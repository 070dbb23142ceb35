package io.seqsvr.message.server.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.testing.InMemoryMessageStorage;
import io.seqsvr.message.server.testing.InMemorySeqs;
import io.seqsvr.message.server.testing.LogWriter;
import io.seqsvr.message.server.testing.RecordingListener;
import io.seqsvr.message.server.testing.StorageFaults.Fault;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hunts what only real threads can do wrong. */
@Timeout(60)
class LaneThreadsTest {
  private static final int LANES = 8;

  private final ExecutorService workers = Executors.newFixedThreadPool(4);
  private final ExecutorService clients = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final InMemoryMessageStorage storage = new InMemoryMessageStorage(LANES, 100);
  private final InMemorySeqs seqs = new InMemorySeqs();
  private final RecordingListener listener = new RecordingListener();
  private final Lanes lanes =
      new Lanes(
          storage,
          seqs,
          storage.acquireLanes(),
          listener,
          LaneObserver.NONE,
          LaneSettings.defaults(),
          new LaneEnvironment(
              workers,
              (task, nanos) -> {
                var unused = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
              },
              MonotonicClock.system(),
              InstantSource.system(),
              new Random(1)));

  @AfterEach
  void close() {
    lanes.close();
    clients.shutdownNow();
    workers.shutdownNow();
    timer.shutdownNow();
  }

  @Test
  void theSameIdFromTwoClientsAtTheSameInstantIsOneRowAndOneSeq() throws Exception {
    lanes.create("c", List.of("u")).get();
    int rounds = 1_000;
    CyclicBarrier together = new CyclicBarrier(2);
    List<Future<List<Receipt>>> ends = new ArrayList<>();
    for (int client = 0; client < 2; client++) {
      ends.add(
          clients.submit(
              () -> {
                List<Receipt> receipts = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                  together.await();
                  receipts.add(accepted(send("c", "u", "m" + round).get()));
                }
                return receipts;
              }));
    }
    List<Receipt> one = ends.get(0).get();
    List<Receipt> other = ends.get(1).get();
    assertThat(storage.messages("c")).hasSize(rounds);
    assertThat(seqs.last("c")).as("one seq for each").isEqualTo(rounds);
    for (int round = 0; round < rounds; round++) {
      assertThat(one.get(round).seq()).isEqualTo(other.get(round).seq());
      assertThat(one.get(round).duplicate()).isNotEqualTo(other.get(round).duplicate());
    }
  }

  @Test
  void everyMessageOfManySendersIsStoredOnceInTheOrderOfItsSender() throws Exception {
    List<String> users = List.of("u0", "u1", "u2", "u3");
    for (int i = 0; i < 10; i++) {
      lanes.create("c" + i, users).get();
    }
    AtomicInteger unknowns = new AtomicInteger();
    storage.faults(
        operation ->
            operation == Operation.COMMIT && unknowns.incrementAndGet() % 7 == 0
                ? Fault.UNKNOWN_DONE_LATER
                : Fault.NONE);
    int each = 500;
    List<Future<?>> ends = new ArrayList<>();
    for (String user : users) {
      ends.add(clients.submit(() -> sendInWindows(user, each)));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    long stored = 0;
    for (int i = 0; i < 10; i++) {
      List<StoredMessage> log = storage.messages("c" + i);
      stored += log.size();
      long prevSeq = 0;
      for (StoredMessage message : log) {
        assertThat(message.prevSeq()).isEqualTo(prevSeq);
        prevSeq = message.seq();
      }
      for (String user : users) {
        assertThat(log.stream().filter(m -> m.key().sender().equals(user)))
            .extracting(message -> Integer.parseInt(message.key().clientMsgId()))
            .isSorted();
      }
      String conversation = "c" + i;
      // Senders hear first.
      await().until(() -> listener.messages(conversation).size() >= log.size());
      assertThat(listener.messages(conversation)).isEqualTo(log);
    }
    assertThat(stored).isEqualTo((long) each * users.size());
  }

  @Test
  void closingFromOutsideEndsEveryFuture() throws Exception {
    lanes.create("c", List.of("u")).get();
    CountDownLatch inCommit = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    storage.faults(
        operation -> {
          if (operation == Operation.COMMIT) {
            inCommit.countDown();
            awaitLatch(goOn);
          }
          return Fault.NONE;
        });
    CompletableFuture<SendResult> underWay = send("c", "u", "m1");
    inCommit.await();
    CompletableFuture<SendResult> queued = send("c", "u", "m2");
    Future<?> closing = clients.submit(lanes::close);
    assertThat(queued.get()).isInstanceOf(SendResult.Rejected.class);
    goOn.countDown();
    closing.get();
    accepted(underWay.get(1, TimeUnit.SECONDS));
    assertThat(send("c", "u", "m3").get()).isInstanceOf(SendResult.Rejected.class);
  }

  private Void sendInWindows(String user, int count) throws Exception {
    List<CompletableFuture<SendResult>> window = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Half of all messages go to one hot conversation.
      String conversation = "c" + (i % 2 == 0 ? 0 : i / 2 % 10);
      window.add(send(conversation, user, Integer.toString(i)));
      if (window.size() == 50) {
        for (CompletableFuture<SendResult> send : window) {
          accepted(send.get(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS));
        }
        window.clear();
      }
    }
    return null;
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<SendResult> send(String conversation, String user, String id) {
    return lanes.send(LogWriter.draft(conversation, user, id, true, id));
  }

  private static Receipt accepted(SendResult result) {
    assertThat(result).isInstanceOf(SendResult.Accepted.class);
    return ((SendResult.Accepted) result).receipt();
  }
}
