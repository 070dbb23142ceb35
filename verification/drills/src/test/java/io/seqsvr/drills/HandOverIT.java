package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.SeqsvrException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program is ended by SIGTERM and started again. Hunts seqs that repeat, and jumps: a
 * planned restart moves no conversation.
 */
final class HandOverIT {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  /** More than there are sections, so that most of those have some. */
  private static final int CONVERSATIONS = 2_000;

  /** Goes beyond its section's reservation, which is 10 000. */
  private static final String HOT = "hot";

  private static final int HOT_CALLS = 25;
  private static final int STEP = 10_000;

  @AutoClose private final Program program = new Program();

  /** The last seq handed out, by conversation. */
  private final Map<String, Long> last = new HashMap<>();

  private int offset;

  @Test
  void aRestartMovesNoConversation(@TempDir Path temporary) throws Exception {
    Path directory = temporary.toRealPath().resolve("data");
    offset = Offsets.free();
    ServerProcess server = program.standalone(directory, offset);
    server.awaitReady();
    try (SeqSource source = source()) {
      for (int i = 0; i < CONVERSATIONS; i++) {
        take(source, "c" + i, 1 + i % 7);
      }
      for (int i = 0; i < HOT_CALLS; i++) {
        take(source, HOT, 1_000);
      }
    }
    assertThat(last.get(HOT)).isEqualTo(HOT_CALLS * 1_000L);

    for (int life = 0; life < 2; life++) {
      server.terminate();
      assertThat(server.awaitExit(STOP_LIMIT)).isZero();
      server = program.standalone(directory, offset);
      server.awaitReady();
      goesOn(0, 0);
    }

    server.kill();
    server = program.standalone(directory, offset);
    server.awaitReady();
    goesOn(STEP, 1_000_000);
  }

  /** Every conversation goes on, skipping at most so many seqs. */
  private void goesOn(long jump, long hotJump) {
    try (SeqSource source = source()) {
      new HashMap<>(last)
          .forEach(
              (conversation, before) ->
                  assertThat(take(source, conversation, 1))
                      .as(conversation)
                      .isBetween(
                          before + 1, before + 1 + (conversation.equals(HOT) ? hotJump : jump)));
      assertThat(take(source, "new after " + last.size() + last.get("c0"), 1))
          .as("never used")
          .isBetween(1L, 1 + jump);
    }
  }

  private SeqSource source() {
    return NodeSource.of(CALL_TIMEOUT, "127.0.0.1:" + (7201 + offset));
  }

  private long take(SeqSource source, String conversation, int count) {
    long first =
        Awaitility.await(conversation)
            .atMost(CALL_TIMEOUT)
            .pollDelay(Duration.ZERO)
            .ignoreExceptionsMatching(
                e -> e instanceof SeqsvrException refusal && refusal.reason().isRetryable())
            .until(() -> source.next(conversation, count), seq -> seq > 0);
    last.put(conversation, first + count - 1L);
    return first;
  }
}
