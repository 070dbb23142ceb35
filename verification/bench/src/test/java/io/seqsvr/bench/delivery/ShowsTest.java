package io.seqsvr.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seqsvr.bench.load.Bodies;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageKind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShowsTest {
  private final AtomicLong nanos = new AtomicLong(1_000_000);
  private final Shows shows = new Shows(nanos::get, 1);
  private final Device device = new Device(shows, new CountDownLatch(1));

  /** A sender that was late must not make the message look fast. */
  @Test
  void latencyCountsFromWhenTheMessageWasDue() throws InterruptedException {
    nanos.set(8_000_000);
    device.onMessage(incoming("c", 1, Shows.body(0, 1_000_000))); // warm-up
    device.onMessage(incoming("c", 2, Shows.body(1, 3_000_000)));

    assertThat(shows.nanos().getTotalCount()).isEqualTo(1);
    assertThat(shows.nanos().getMaxValue()).isCloseTo(5_000_000L, within(5_000L));
    assertThat(shows.await(2, Duration.ZERO)).isTrue();
    assertThat(shows.unclaimed()).isZero();
    assertThat(shows.failure()).isNull();
  }

  @Test
  void aMessageThatIsShownTwiceIsAFailure() {
    device.onMessage(incoming("c", 2, Shows.body(1, 0)));
    device.onMessage(incoming("d", 1, Shows.body(2, 0)));
    assertThat(shows.failure()).isNull();

    device.onMessage(incoming("c", 2, Shows.body(1, 0)));
    assertThat(shows.failure()).isEqualTo("shown out of order in c: 2 after 2");
  }

  @Test
  void whatIsMissingIsNoticed() throws InterruptedException {
    device.onMessage(incoming("c", 2, Shows.body(1, 0)));

    assertThat(shows.await(2, Duration.ZERO)).isFalse();
    assertThat(shows.unclaimed()).isEqualTo(1);
  }

  @Test
  void bodiesAreAsLongAsAllOthers() {
    assertThat(Shows.body(1, 2)).hasSize(Bodies.BYTES);
    assertThat(new Bodies(1).body()).hasSize(Bodies.BYTES);
  }

  private static Incoming incoming(String conversation, long seq, byte[] body) {
    return new Incoming(
        conversation, seq, seq - 1, seq, "u", "m" + seq, "s", 0, MessageKind.CHAT, true, body);
  }
}
