package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.history.SendCall;
import io.seqsvr.message.client.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;

/**
 * Threads that send from devices, some messages of each under way at a time, so that whatever
 * happens to the service happens to sends. Thread-safe.
 */
final class MessageWriters implements AutoCloseable {
  private static final int UNDER_WAY = 4;
  private static final long PAUSE_MILLIS = 15;
  private static final long PERMIT_MILLIS = 50;
  private static final int MOST_BODY_BYTES = 400;
  private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(100);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentHashMap<MessageDevice, Boolean> devices = new ConcurrentHashMap<>();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong underWay = new AtomicLong();

  /** Adds a thread that sends from a device to some conversations. */
  MessageWriters start(MessageDevice device, List<String> conversations, long seed) {
    devices.put(device, true);
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(seed + 31L * device.toString().hashCode());
    Thread thread = new Thread(() -> run(device, conversations, random), "writer-" + device);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return this;
  }

  private void run(MessageDevice device, List<String> conversations, RandomGenerator random) {
    Semaphore free = new Semaphore(UNDER_WAY);
    try {
      while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        if (free.tryAcquire(PERMIT_MILLIS, TimeUnit.MILLISECONDS)) {
          String conversation = conversations.get(random.nextInt(conversations.size()));
          underWay.incrementAndGet();
          var unused =
              device
                  .send(conversation, Outgoing.text("x".repeat(random.nextInt(MOST_BODY_BYTES))))
                  .whenComplete(
                      (sent, failure) -> {
                        free.release();
                        underWay.decrementAndGet();
                        if (sent != null && sent.isAccepted()) {
                          accepted.incrementAndGet();
                        }
                      });
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a moment in which messages are under way. */
  void awaitUnderWay() {
    Awaitility.await("messages under way")
        .atMost(PROGRESS_TIMEOUT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> underWay.get() > 1);
  }

  /** Waits until that many more messages have been accepted. */
  void awaitAccepted(long more) {
    long target = accepted.get() + more;
    Awaitility.await(more + " more messages accepted")
        .atMost(PROGRESS_TIMEOUT)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> accepted.get() >= target);
  }

  /** Ends the threads and waits for the outcome of every send. */
  void stop() {
    stop.countDown();
    Awaitility.await("the end of all writers")
        .atMost(END_TIMEOUT)
        .until(() -> threads.stream().noneMatch(Thread::isAlive));
    Awaitility.await("the outcome of every send")
        .atMost(END_TIMEOUT)
        .until(
            () ->
                devices.keySet().stream()
                    .flatMap(device -> device.sends().stream())
                    .allMatch(CompletableFuture::isDone));
  }

  /** Every send, in no order; after {@link #stop}. */
  List<MessageDevice.Sent> sent() {
    return devices.keySet().stream()
        .flatMap(device -> device.sends().stream())
        .map(CompletableFuture::join)
        .toList();
  }

  /** What one device sent to one conversation stands there in the order of its calls. */
  void requireOrderOfCalls() {
    for (MessageDevice device : devices.keySet()) {
      for (String conversation : device.sentTo()) {
        assertThat(
                device.sends(conversation).stream()
                    .map(CompletableFuture::join)
                    .filter(MessageDevice.Sent::isAccepted)
                    .map(sent -> sent.call().seq())
                    .toList())
            .as("seqs of what %s sent to %s, in the order of the calls", device, conversation)
            .isSorted();
      }
    }
  }

  /** Sends were under way between a signal and the end of its process. */
  void requireHit(long fromNanos, long toNanos) {
    assertThat(sent())
        .as("sends under way at the fault")
        .map(MessageDevice.Sent::call)
        .anyMatch(call -> overlaps(call, fromNanos, toNanos));
  }

  private static boolean overlaps(SendCall call, long fromNanos, long toNanos) {
    return call.startNanos() - toNanos <= 0 && call.endNanos() - fromNanos >= 0;
  }

  /** Ends the threads; sends may be under way still. */
  @Override
  public void close() {
    stop.countDown();
  }
}
