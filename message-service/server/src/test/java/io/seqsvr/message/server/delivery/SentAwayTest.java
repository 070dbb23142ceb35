package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.delivery.Downlink.GoAway.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a device is told when it has to go, and what is left of it. */
class SentAwayTest {
  private DeliveryFixture server = new DeliveryFixture();

  @Test
  void aConnectionWithoutAHelloMayComeBack() {
    FakeDevice device = server.device("u", "d");
    server.advance(Duration.ofSeconds(14));
    assertThat(device.ended).isFalse();
    server.advance(Duration.ofSeconds(2));
    assertThat(device.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(device.goAway().reconnectAfterMillis()).isBetween(1_000L, 3_000L);
  }

  @Test
  void devicesThatAreRefusedDoNotComeBackTogether() {
    server = new DeliveryFixture(DeliverySettings.defaults().withSessions(100, 1, 10));
    FakeDevice first = server.connected("u");
    List<Long> moreMillis = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FakeDevice device = server.device("u", "d" + i);
      device.hello(Begin.NEXT);
      long hintMillis = device.refusal().retryAfter().orElseThrow().toMillis();
      moreMillis.add(device.goAway().reconnectAfterMillis() - hintMillis);
    }
    assertThat(first.ended).isFalse();
    assertThat(moreMillis).allMatch(more -> more >= 0);
    assertThat(moreMillis.stream().distinct().count()).isGreaterThan(10);
  }

  @Test
  void aSessionWithTooManyChangesIsLeftBehindNowhere() {
    FakeDevice device = server.connected("u");
    int changes = DeliverySettings.defaults().maxQueuedEvents() + 10;
    for (int i = 0; i < changes; i++) {
      server.delivery.onJoined(
          List.of("u"), new Visibility("c" + i, 1, 0, 0, 0, Visibility.STILL_MEMBER));
    }
    server.world.run();
    assertThat(device.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
    for (int i = 0; i < changes; i++) {
      assertThat(server.delivery.registry().followersOf("c" + i)).isEmpty();
    }
  }
}
