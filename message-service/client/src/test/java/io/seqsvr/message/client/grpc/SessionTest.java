package io.seqsvr.message.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.internal.LinkEnd;
import io.seqsvr.message.client.internal.Outcome;
import io.seqsvr.message.client.internal.Position;
import io.seqsvr.message.client.internal.ReadPosition;
import io.seqsvr.message.client.internal.Tuning;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.GoAway;
import io.seqsvr.message.v1.GoAwayCode;
import io.seqsvr.message.v1.Hello;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the client connects, from where it goes on, and when it stops. */
class SessionTest {
  private final World world = new World(3);
  private final FakeService service = world.service;

  private Device ann() {
    service.create("team", List.of("ann", "bob"));
    return world.device("ann");
  }

  @Test
  void connectingIsRepeatedWithGrowingPauses() {
    world.reachable = false;
    Device ann = ann();
    world.pass(Duration.ofSeconds(60));

    assertThat(world.dials).isBetween(14, 30);
    world.reachable = true;
    world.pass(Duration.ofSeconds(6));
    assertThat(ann.engine.isUp()).isTrue();
    assertThat(ann.events).containsExactly("up");
  }

  @Test
  void silenceOfThreeHeartbeatsEndsAConnection() {
    Device ann = ann();
    world.pass();
    world.down = frame -> World.Fate.DROP;
    world.pass(Duration.ofMillis(2_500));
    assertThat(ann.events).containsExactly("up");
    world.pass(Duration.ofSeconds(2));
    assertThat(ann.events).containsExactly("up", "down");
    world.down = frame -> World.Fate.PASS;
    world.pass(Duration.ofSeconds(10));
    assertThat(ann.engine.isUp()).isTrue();
  }

  @Test
  void aDeviceThatHasNothingToSaySaysSo() {
    List<Long> times = new ArrayList<>();
    world.up =
        frame -> {
          times.add(world.time.nanoTime());
          return World.Fate.PASS;
        };
    Device unused = ann();
    world.pass(Duration.ofSeconds(10));

    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isLessThanOrEqualTo(1_000_000_000L);
    }
    assertThat(times).hasSizeBetween(10, 22);
  }

  @Test
  void aLostWelcomeIsNotWaitedForForEver() {
    world.down = frame -> frame.hasWelcome() ? World.Fate.DROP : World.Fate.PASS;
    Device ann = ann();
    world.pass(Duration.ofSeconds(5));
    world.down = frame -> World.Fate.PASS;
    world.pass(Duration.ofSeconds(1));
    assertThat(ann.engine.isUp()).isTrue();
  }

  @Test
  void aDeviceThatWasReplacedStops() {
    Device first = ann();
    world.pass();
    Device second = ann();
    first.send("team", "a");
    world.pass();
    first.send("team", "b");
    world.pass(Duration.ofSeconds(60));

    assertThat(first.events).hasSize(3).last().asString().startsWith("stopped GO_AWAY_REPLACED");
    assertThat(first.outcomes.get("b")).isInstanceOf(Outcome.Unknown.class);
    assertThat(second.engine.isUp()).isTrue();
    assertThat(world.dials).isEqualTo(2);
  }

  @Test
  void aRefusalForGoodStops() {
    world.refusal = new LinkEnd(true, "UNAUTHENTICATED: who are you?", 0);
    Device ann = ann();
    ann.send("team", "a");
    world.pass(Duration.ofSeconds(60));

    assertThat(world.dials).isEqualTo(1);
    assertThat(ann.events).containsExactly("stopped UNAUTHENTICATED: who are you?");
    assertThat(ann.outcomes).hasSize(1);
  }

  @Test
  void theServiceSaysWhenToComeBack() {
    Device ann = ann();
    world.pass();
    service.goAway(
        GoAway.newBuilder()
            .setCode(GoAwayCode.GO_AWAY_UNAVAILABLE)
            .setReconnectAfterMillis(20_000)
            .build());
    world.pass(Duration.ofSeconds(19));
    assertThat(world.dials).isEqualTo(1);
    world.pass(Duration.ofSeconds(3));
    assertThat(ann.engine.isUp()).isTrue();
  }

  @Test
  void anOffenceStops() {
    Device ann = ann();
    world.pass();
    service.goAway(GoAway.newBuilder().setCode(GoAwayCode.GO_AWAY_INVALID).build());
    world.pass(Duration.ofSeconds(60));
    assertThat(ann.events).hasSize(3).last().asString().startsWith("stopped GO_AWAY_INVALID");
  }

  @Test
  void manyCursorsGoInSeveralHellos() {
    Device.Disk disk = new Device.Disk();
    for (int i = 0; i < 2_500; i++) {
      service.create("c" + i, List.of("ann", "bob"));
      service.sendMany("c" + i, "bob", 2, 0);
      disk.positions.put("c" + i, new Position(1, 1));
    }
    List<Hello> hellos = new ArrayList<>();
    world.up =
        frame -> {
          if (frame.hasHello()) {
            hellos.add(frame.getHello());
          }
          return World.Fate.PASS;
        };
    Device ann = world.device("ann", disk, false, Tuning.standard());
    world.pass();

    assertThat(hellos.stream().map(Hello::getCursorsCount)).containsExactly(1000, 1000, 500);
    assertThat(hellos.stream().map(Hello::getMore)).containsExactly(true, true, false);
    assertThat(ann.disk.shown).hasSize(2_500);
    assertThat(disk.positions.values()).containsOnly(new Position(1, 2));
  }

  @Test
  void aNewDeviceMayBeginWithTheNextMessageAndMissesNoneAfterThat() {
    for (String id : List.of("a", "b", "c")) {
      service.create(id, List.of("ann", "bob"));
      service.sendMany(id, "bob", 5, 0);
    }
    Device ann = world.device("ann", new Device.Disk(), true, Tuning.standard());
    world.pass();
    assertThat(ann.disk.shown).isEmpty();
    world.reachable = false;
    service.goAway(GoAway.getDefaultInstance());
    service.sendMany("b", "bob", 2, 0);
    world.pass();
    world.reachable = true;
    service.create("d", List.of("ann"));
    service.sendMany("d", "bob", 1, 0);
    world.pass(Duration.ofSeconds(10));

    assertThat(ann.seqs("b")).containsExactly(6L, 7L);
    assertThat(ann.seqs("a")).isEmpty();
    assertThat(ann.seqs("d")).containsExactly(1L);
  }

  @Test
  void aLogThatWasReplacedIsShownAnew() {
    Device ann = ann();
    service.sendMany("team", "bob", 10, 0);
    world.pass();
    FakeLog log = service.create("team", List.of());
    log.replace();
    service.goAway(GoAway.getDefaultInstance());
    service.sendMany("team", "bob", 3, 0);
    world.pass(Duration.ofSeconds(5));

    assertThat(ann.events).contains("reset team");
    world.assertShown(ann, "team");
    assertThat(ann.disk.positions).containsEntry("team", new Position(2, 3));
  }

  @Test
  void anotherEpochWithoutAResetMeansTheSame() {
    Device ann = ann();
    service.sendMany("team", "bob", 10, 0);
    world.pass();
    world.down = frame -> frame.hasReset() ? World.Fate.DROP : World.Fate.PASS;
    service.create("team", List.of()).replace();
    service.goAway(GoAway.getDefaultInstance());
    service.sendMany("team", "bob", 20, 0);
    world.pass(Duration.ofSeconds(5));

    assertThat(ann.events).contains("reset team");
    world.assertShown(ann, "team");
  }

  @Test
  void readsAreAnsweredRefusedAndRepeated() {
    Device ann = ann();
    service.sendMany("team", "bob", 5, 0);
    world.pass();
    AtomicReference<@Nullable ReadPosition> state = new AtomicReference<>();
    AtomicReference<@Nullable SeqsvrException> refusal = new AtomicReference<>();
    ann.engine.markRead("team", 3, (read, refused) -> state.set(read));
    ann.engine.markRead("other", 3, (read, refused) -> refusal.set(refused));
    world.pass();
    assertThat(state).hasValue(new ReadPosition("team", 3, 2));
    assertThat(ann.reads).contains(new ReadPosition("team", 3, 2));
    assertThat(refusal.get()).hasMessageContaining("");

    service.refuseReads(Error.newBuilder().setReason("OVERLOADED").build());
    ann.engine.markRead("team", 4, (read, refused) -> state.set(read));
    world.pass();
    service.refuseReads(null);
    world.pass(Duration.ofSeconds(5));
    assertThat(state).hasValue(new ReadPosition("team", 4, 1));

    world.reachable = false;
    service.goAway(GoAway.getDefaultInstance());
    refusal.set(null);
    ann.engine.markRead("team", 5, (read, refused) -> refusal.set(refused));
    world.pass(Duration.ofSeconds(11));
    assertThat(refusal.get()).hasMessageContaining("no answer in time");
  }

  @Test
  void closingEndsEverySendAndEveryRead() {
    world.reachable = false;
    Device ann = ann();
    AtomicReference<@Nullable SeqsvrException> refusal = new AtomicReference<>();
    ann.send("team", "a");
    ann.engine.markRead("team", 1, (read, refused) -> refusal.set(refused));
    world.pass();
    ann.engine.close(() -> ann.events.add("closed"));
    world.pass(Duration.ofMillis(1));
    assertThat(ann.outcomes.get("a")).isInstanceOf(Outcome.Unknown.class);
    assertThat(refusal.get()).isNotNull();
    assertThat(ann.events).containsExactly("closed");

    refusal.set(null);
    ann.send("team", "late");
    ann.engine.markRead("team", 1, (read, refused) -> refusal.set(refused));
    world.pass(Duration.ofMillis(1));
    assertThat(ann.outcomes).containsKey("late");
    assertThat(refusal.get()).isNotNull();
    int dials = world.dials;
    world.pass(Duration.ofSeconds(60));
    assertThat(world.dials).isEqualTo(dials);
  }

  @Test
  void aListenerThatThrowsIsShownTheNextMessage() {
    Device ann = ann();
    ann.onEachMessage(
        message -> {
          throw new IllegalStateException("a defect of the application");
        });
    service.sendMany("team", "bob", 5, 0);
    world.pass();

    world.assertShown(ann, "team");
  }
}
