package io.seqsvr.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.cli.console.CommandFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Hunts ports that are shifted wrongly, and a taken one that is not seen. */
final class PortPlanTest {
  private static final int FROM = 1_000;

  @Test
  void offsetShiftsEveryPort() {
    PortPlan ports = new PortPlan(1000);

    assertThat(ports.readyText())
        .isEqualTo(
            "alloc=127.0.0.1:8201 store=127.0.0.1:8101 http=127.0.0.1:8280"
                + " message=127.0.0.1:8301");
    assertThat(ports.management()).isEqualTo(8290);
    assertThat(new PortPlan(PortPlan.MAX_OFFSET).message()).isEqualTo(65_535);
  }

  @Test
  void offsetsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new PortPlan(-1)).hasMessage("offset must be 0..58234: -1");
    assertThatThrownBy(() -> new PortPlan(58_235)).hasMessage("offset must be 0..58234: 58235");
  }

  @Test
  void takenPortIsNamedAndAvoided() throws IOException {
    int offset = PortPlan.firstFreeOffset(FROM, 7, 100).orElseThrow();
    PortPlan ports = new PortPlan(offset);
    assertThatCode(ports::requireFree).doesNotThrowAnyException();

    try (ServerSocket taken =
        new ServerSocket(ports.message(), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(ports::requireFree)
          .isInstanceOf(CommandFailedException.class)
          .hasMessageStartingWith("port " + taken.getLocalPort() + " (message) is taken");
      assertThat(PortPlan.firstFreeOffset(offset, 1, 1)).isEqualTo(OptionalInt.empty());
      assertThat(PortPlan.firstFreeOffset(offset, 7, 100).orElseThrow()).isGreaterThan(offset);
    }
  }
}
