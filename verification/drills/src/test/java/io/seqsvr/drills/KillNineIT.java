package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.client.Routes;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Outcome;
import io.seqsvr.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts a seq that is handed out twice or goes back, across kill -9 of a standalone server at
 * random moments: alone, with its database killed too, with the database frozen before, and while
 * it starts. Callers go on all the time; what they saw is judged at the end.
 *
 * <p>{@code -Dseqsvr.drills.kills=N} kills more often (3 by default), {@code
 * -Dseqsvr.drills.seed=S} repeats the choice of moments; the seed is in every failure's message.
 */
final class KillNineIT {
  private static final int KILLS = Integer.getInteger("seqsvr.drills.kills", 3);
  private static final long SEED = Long.getLong("seqsvr.drills.seed", System.nanoTime());

  private static final int CALLERS = 4;
  private static final int CONVERSATIONS = 24;

  /** Of one call: shorter than a restart, so that calls end in every way there is. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

  @AutoClose private final Program program = new Program();
  @TempDir private Path temporary = Path.of("");

  private final Random random = new Random(SEED);
  private final int offset = Offsets.free();
  private final List<Killed> kills = new ArrayList<>();

  /** From the signal to the end of the process. */
  private record Killed(long fromNanos, long toNanos) {}

  /** What goes with the kill of the service. */
  private enum Kill {
    WITH_DATABASE_FROZEN,
    ALONE,
    WHILE_STARTING,
    WITH_DATABASE
  }

  @Test
  void noSeqTwiceAndNoneGoesBack() throws Exception {
    Path recorded = temporary.resolve("history.jsonl");
    List<Callers.Seen> seen;
    List<Routes> lives = new ArrayList<>();
    try (HistoryWriter history = HistoryWriter.create(recorded);
        ClientSource source = ClientSource.of(CALL_TIMEOUT, "127.0.0.1:" + (7201 + offset));
        Callers callers = new Callers(history, CONVERSATIONS)) {
      history.writePhase(Map.of("what", "start", "seed", SEED));
      ServerProcess server = start();
      server.awaitReady();
      lives.add(source.routes());
      callers.start(CALLERS, source, SEED);
      for (int i = 0; i < KILLS; i++) {
        callers.awaitServed(random.nextInt(200, 1_500));
        Kill kill = Kill.values()[i % Kill.values().length];
        history.writeFault(Map.of("what", kill, "t_ns", System.nanoTime()));
        kill(kill, server);
        server = start();
        server.awaitReady();
        callers.awaitServed(1);
        lives.add(source.routes());
      }
      callers.awaitServed(500);
      callers.stop();
      seen = callers.calls();
    }

    requireThatItBit(Bite.of(seen), lives);
    Verdict verdict = Judges.requireHeld(recorded);
    assertThat(verdict.count("next_" + Outcome.OK.wireName())).as(what()).isGreaterThan(500);
  }

  private void kill(Kill kill, ServerProcess server) throws IOException, InterruptedException {
    if (kill == Kill.WITH_DATABASE_FROZEN) {
      ServerProcess.signal(server.database(), "STOP");
      assertThat(server.endsWithin(Duration.ofMillis(random.nextInt(500)))).isFalse();
    }
    long from = System.nanoTime();
    if (kill == Kill.WITH_DATABASE) {
      server.killWithChildren();
    } else {
      server.kill();
    }
    kills.add(new Killed(from, System.nanoTime()));
    if (kill == Kill.WHILE_STARTING) {
      ServerProcess starting = start();
      assertThat(starting.endsWithin(Duration.ofMillis(random.nextInt(4_000)))).isFalse();
      starting.kill();
    }
  }

  private void requireThatItBit(Bite bite, List<Routes> lives) {
    for (Killed killed : kills) {
      bite.hit(killed.fromNanos(), killed.toNanos());
      bite.crossed(killed.fromNanos());
    }
    for (int i = 1; i < lives.size(); i++) {
      assertThat(lives.get(i).version()).as(what()).isGreaterThan(lives.get(i - 1).version());
      assertThat(lives.get(i).nodes().get(0).incarnation())
          .as(what())
          .isNotEqualTo(lives.get(i - 1).nodes().get(0).incarnation());
    }
  }

  private ServerProcess start() throws IOException {
    return program.standalone(
        Files.createDirectories(temporary).toRealPath().resolve("data"), offset);
  }

  private static String what() {
    return "seed " + SEED;
  }
}
