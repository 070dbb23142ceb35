package io.seqsvr.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.benchmarks.ids.Contender;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hunts measurements whose numbers are wrong and that pass nevertheless. */
class ContestTest {
  private final Contest contest = new Contest();
  private final Caller caller = new Caller();

  @Test
  void countersAgreeWithCallers() throws IOException {
    open(Contender.MAP);
    for (int call = 0; call < 500; call++) {
      caller.next(contest);
    }
    assertThat(caller.nextOfEach(contest)).hasSize(Caller.BATCH).doesNotContain(0);
    assertThat(caller.issued()).isEqualTo(500 + Caller.BATCH);
    contest.close();
  }

  @Test
  void anIdThatNobodyReceivedEndsTheRun() {
    open(Contender.MAP);
    caller.next(contest);
    contest.source().next(contest.pick(0));
    assertThatThrownBy(contest::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("its callers");
  }

  @Test
  void everyConversationIsChosen() {
    open(Contender.MAP);
    Set<String> chosen = new HashSet<>();
    for (int call = 0; call < 10_000; call++) {
      chosen.add(new String(contest.pick(caller.random()), UTF_8));
    }
    assertThat(chosen).hasSize(contest.conversations);
  }

  @Test
  void aRefusalIsNoId() {
    caller.count(0, 1);
    caller.count(97, 100);
    assertThat(caller.issued()).isEqualTo(97);
    assertThat(caller.refused()).isEqualTo(4);
  }

  private void open(Contender contender) {
    contest.contender = contender;
    contest.conversations = 100;
    contest.open();
    caller.registerAs(contest, 0);
  }
}
