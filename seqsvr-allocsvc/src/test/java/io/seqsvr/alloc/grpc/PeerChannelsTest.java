package io.seqsvr.alloc.grpc;

import static io.seqsvr.alloc.grpc.Member.halves;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hunts connections that are opened without need, twice, or never closed. */
class PeerChannelsTest {
  private static final NodeIdentity A = new NodeIdentity("a", RandomId.next(), "a:1");
  private static final NodeIdentity B = new NodeIdentity("b", RandomId.next(), "b:1");
  private static final NodeIdentity BARRED = new NodeIdentity("c", RandomId.next(), "barred:1");

  private final Forwards observer = new Forwards();
  private final List<ManagedChannel> made = new ArrayList<>();
  private final PeerChannels channels = new PeerChannels(this::make, observer);

  private ManagedChannel make(String address) {
    if (address.equals(BARRED.address())) {
      throw new IllegalStateException("must not be called");
    }
    ManagedChannel channel = InProcessChannelBuilder.forName(address).build();
    made.add(channel);
    return channel;
  }

  @AfterEach
  void close() {
    channels.close();
    assertThat(made).allMatch(ManagedChannel::isShutdown);
  }

  @Test
  void oneChannelForEachAddressOfTheTableWhenItIsNeeded() {
    assertThat(channels.at("b:1")).isNull();
    channels.follow(halves(1, A, B));
    assertThat(made).isEmpty();

    assertThat(channels.at("b:1")).isNotNull().isSameAs(channels.at("b:1"));
    assertThat(made).hasSize(1);
  }

  @Test
  void whatNoTableNamesIsClosedAndNotOpenedByAnOlderOne() {
    channels.follow(halves(1, A, B));
    ManagedChannel channel = channels.at("b:1");

    channels.follow(halves(2, A, A));
    channels.follow(halves(1, A, B));

    assertThat(channel).isNotNull().matches(ManagedChannel::isShutdown);
    assertThat(channels.at("b:1")).isNull();
    assertThat(made).hasSize(1);
  }

  @Test
  void anAddressThatMustNotBeCalledIsToldOnce() {
    channels.follow(halves(1, A, BARRED));

    assertThat(channels.at(BARRED.address())).isNull();
    assertThat(channels.at(BARRED.address())).isNull();
    assertThat(observer.barred()).containsExactly(BARRED.address());
  }

  @Test
  void nothingIsOpenedAfterTheEnd() {
    channels.follow(halves(1, A, B));
    channels.close();

    assertThat(channels.at("b:1")).isNull();
  }
}
