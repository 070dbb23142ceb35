package io.seqsvr.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Servers that start side by side must not be given the same port, bound or not. */
class PortsTest {
  @Test
  void noPortIsGivenTwice() {
    List<Integer> ports = IntStream.range(0, 500).map(i -> Ports.free()).boxed().toList();
    assertThat(ports).doesNotHaveDuplicates().allMatch(Ports::isFree);
  }

  /** Another process sees it by the same means. */
  @Test
  void aPortIsHeldBeforeAServerBindsIt() {
    int port = Ports.free();
    assertThatThrownBy(() -> new DatagramSocket(port, InetAddress.getLoopbackAddress()))
        .isInstanceOf(SocketException.class);
  }
}
