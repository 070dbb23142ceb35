package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.server.delivery.SessionRegistry.Claimed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts a dead connection that takes a device from the one that has followed it. */
class SessionRegistryTest {
  @Test
  void theLaterHelloHasTheDeviceWhicheverIsOpenedFirst() {
    DeliveryFixture server = new DeliveryFixture();
    server.connected("u");
    server.connected("v");
    DeviceSession older = session(server, "u");
    DeviceSession newer = session(server, "v");
    SessionRegistry registry = new SessionRegistry(10);
    long first = registry.nextHello();
    long second = registry.nextHello();

    assertThat(registry.claim("u", "d", second, newer)).isEqualTo(new Claimed.Yes(null));
    assertThat(registry.claim("u", "d", first, older)).isInstanceOf(Claimed.Older.class);
    assertThat(registry.sessionsOf("u")).isEqualTo(List.of(newer));
    assertThat(registry.claim("u", "d", registry.nextHello(), older))
        .isEqualTo(new Claimed.Yes(newer));
  }

  private static DeviceSession session(DeliveryFixture server, String user) {
    return server.delivery.registry().sessionsOf(user).get(0);
  }
}
