package io.seqsvr.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.client.internal.EngineFixture.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link OwnerChangeTest} cannot bring about: what happens between two looks. */
class WaitingRoomsTest {
  private static final HostPort A = HostPort.parse("127.0.0.1:1");
  private static final HostPort B = HostPort.parse("127.0.0.1:2");
  private static final Duration LONG = Duration.ofSeconds(10);

  private final FakeTime time = new FakeTime(0);
  private final List<KeyedCall<?>> asked = new ArrayList<>();
  private HostPort owner = A;
  private final WaitingRooms rooms =
      new WaitingRooms(time, time, new Backoff(bound -> 0), 0, section -> owner, asked::add);

  private static NextCall call() {
    return new NextCall(new NextEntry("", "c", 1), 0, LONG.toNanos(), new Result<>());
  }

  @Test
  void aTableThatCameBetweenTheRefusalAndTheWaitIsGoneByAtOnce() {
    owner = B;
    NextCall refused = call();
    rooms.await(refused, 7, A, LONG);
    assertThat(asked).containsExactly(refused);
  }

  @Test
  void aSectionThatMovedMeanwhileDoesNotWaitForItsFormerOwner() {
    NextCall dead = call();
    rooms.awaitReach(dead, 1, A);
    owner = B;
    NextCall moved = call();
    rooms.awaitReach(moved, 7, A);
    assertThat(asked).containsExactly(moved);
  }

  /** Its own deadline has ended it: that says nothing about the node. */
  @Test
  void aCallThatHasEndedTakesNoSectionToThoseOutOfReach() {
    NextCall waiting = call();
    rooms.await(waiting, 7, A, LONG);
    NextCall ended = call();
    ended.end();
    rooms.awaitReach(ended, 7, A);
    assertThat(rooms.join(call(), 8)).isFalse();
  }
}
