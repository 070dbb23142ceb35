package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.failover.database.TestDatabase;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Outcome;
import io.seqsvr.history.Verdict;
import io.seqsvr.message.client.Conversations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts a message that is lost, shown twice or out of order, across kill -9 of the message tier at
 * random moments, with a device that was away for one of them, and across the loss of the alloc
 * tier, a database that hangs and one that crashes. Devices show and write all the time; at the end
 * every device catches up, and what was seen is judged.
 *
 * <p>{@code -Dseqsvr.drills.kills=N} kills the message tier more often (3 by default), {@code
 * -Dseqsvr.drills.seed=S} repeats the choice of moments; the seed is in every failure's message.
 */
final class MessageKillIT {
  private static final int KILLS = Integer.getInteger("seqsvr.drills.kills", 3);
  private static final long SEED = Long.getLong("seqsvr.drills.seed", System.nanoTime());

  /** Longer than the service waits for an answer of its database. */
  private static final Duration HANG = Duration.ofSeconds(3);

  @TempDir private Path temporary = Path.of("");

  private final Random random = new Random(SEED);
  private final List<Fault> faults = new ArrayList<>();

  /** From its begin to its end. */
  private record Fault(String what, long fromNanos, long toNanos) {}

  /** A fault to cause. */
  @FunctionalInterface
  private interface Cause {
    void run() throws Exception;
  }

  @Test
  void nothingLostNothingTwiceNothingOutOfOrder() throws Exception {
    Path recorded = temporary.resolve("history.jsonl");
    int repeated;
    List<MessageDevice.Sent> sent;
    try (HistoryWriter history = HistoryWriter.create(recorded);
        MessageDeployment deployment = MessageDeployment.start(temporary.toRealPath());
        Conversations service = deployment.conversations();
        MessageUsers users = MessageUsers.create(history, service)) {
      history.writePhase(Map.of("what", "start", "seed", SEED));
      users.connect(deployment.address());
      MessageWriters writers = users.write(SEED);
      for (int i = 0; i < KILLS; i++) {
        boolean away = i == 0;
        killMessageTier(history, deployment, users, writers, away);
      }
      hurtTheOthers(history, deployment, writers);
      writers.stop();

      users.awaitCaughtUp();
      faults.forEach(fault -> writers.requireHit(fault.fromNanos(), fault.toNanos()));
      writers.requireOrderOfCalls();
      requireReconnected(users);
      repeated = users.repeat(writers);
      sent = writers.sent();
    }

    assertThat(sent.stream().filter(one -> !one.isAccepted()).map(MessageDevice.Sent::toString))
        .as("%s: sends that did not come through by themselves", what())
        .isEmpty();
    assertThat(repeated).as(what()).isPositive();
    Verdict verdict = Judges.requireHeld(recorded);
    assertThat(verdict.count("send_" + Outcome.OK.wireName())).as(what()).isGreaterThan(500);
    System.out.printf(
        "drills: %s; %d sends were answered by an earlier attempt; %s%n",
        what(),
        sent.stream().filter(one -> one.isAccepted() && one.call().duplicate()).count(),
        String.join("; ", verdict.lines()));
  }

  private void killMessageTier(
      HistoryWriter history,
      MessageDeployment deployment,
      MessageUsers users,
      MessageWriters writers,
      boolean oneIsAway)
      throws Exception {
    writers.awaitAccepted(random.nextInt(50, 500));
    MessageDevice reader = users.device("ann", "laptop");
    if (oneIsAway) {
      reader.disconnect();
      writers.awaitAccepted(20);
    }
    cause(history, writers, "message tier killed", () -> deployment.message().kill());
    deployment.restartMessage().awaitReady();
    writers.awaitAccepted(20);
    if (oneIsAway) {
      reader.connect(deployment.address());
    }
  }

  private void hurtTheOthers(
      HistoryWriter history, MessageDeployment deployment, MessageWriters writers)
      throws Exception {
    writers.awaitAccepted(random.nextInt(50, 300));
    cause(history, writers, "alloc tier killed", () -> deployment.alloc().kill());
    deployment.restartAlloc().awaitReady();
    writers.awaitAccepted(random.nextInt(50, 300));
    cause(history, writers, "database frozen", () -> freeze(deployment.database()));
    writers.awaitAccepted(random.nextInt(50, 300));
    cause(history, writers, "database crashed", () -> deployment.database().crash());
    writers.awaitAccepted(200);
  }

  private static void freeze(TestDatabase database) throws Exception {
    database.pause();
    try {
      long from = System.nanoTime();
      Awaitility.await().until(() -> System.nanoTime() - from > HANG.toNanos());
    } finally {
      database.resume();
    }
  }

  private void cause(HistoryWriter history, MessageWriters writers, String what, Cause cause)
      throws Exception {
    writers.awaitUnderWay();
    long from = System.nanoTime();
    history.writeFault(Map.of("what", what, "t_ns", from));
    cause.run();
    faults.add(new Fault(what, from, System.nanoTime()));
  }

  private static void requireReconnected(MessageUsers users) {
    for (MessageDevice device : users.all()) {
      assertThat(device.connections()).as("%s: connections of %s", what(), device).isGreaterThan(1);
    }
  }

  private static String what() {
    return "seed " + SEED;
  }
}
