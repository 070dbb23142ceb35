package io.seqsvr.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.bench.result.Label.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Label SERVICE = new Label("hot", Kind.SERVICE, 16);
  private static final Label PEER_16 = new Label("hot", Kind.PEER, 16);
  private static final Label PEER_64 = new Label("hot", Kind.PEER, 64);
  private static final Label UNORDERED = new Label("hot", Kind.UNORDERED, 64);
  private static final Label OTHER_PEER = new Label("many", Kind.PEER, 16);

  private final Results results = new Results();

  @Test
  void dividesByTheBestPeerOfTheSameRoundAndGroup() {
    add(SERVICE, 100, 1);
    add(PEER_16, 50, 1);
    add(PEER_64, 40, 1);
    add(UNORDERED, 1_000, 1);
    add(OTHER_PEER, 1_000, 1);
    add(SERVICE, 90, 1);
    add(PEER_16, 10, 1);
    add(PEER_64, 30, 1);

    assertThat(results.rateRatio(SERVICE)).contains(new Spread(2.5, 2, 3));
  }

  @Test
  void takesRatiosRoundByRoundNotOfTheMedians() {
    for (double speed : new double[] {1, 2, 4}) { // a machine that gets faster
      add(SERVICE, 30 * speed, 6 / speed);
      add(PEER_16, 10 * speed, 2 / speed);
    }

    assertThat(results.rateRatio(SERVICE)).contains(new Spread(3, 3, 3));
    assertThat(results.p99Ratio(SERVICE)).contains(new Spread(3, 3, 3));
    assertThat(results.spread(SERVICE, Figures::perSecond)).isEqualTo(new Spread(60, 30, 120));
  }

  @Test
  void comparesLatencyWithAsManySendsAtATimeOnly() {
    add(SERVICE, 1, 1);
    add(PEER_64, 1, 1);

    assertThat(results.p99Ratio(SERVICE)).isEmpty();
  }

  @Test
  void hasNoRatioWithoutAPeerAndForAPeer() {
    add(SERVICE, 1, 1);
    assertThat(results.rateRatio(SERVICE)).isEqualTo(Optional.empty());

    add(PEER_16, 1, 1);
    assertThat(results.rateRatio(PEER_16)).isEqualTo(Optional.empty());
    assertThat(results.p99Ratio(PEER_16)).isEqualTo(Optional.empty());
  }

  @Test
  void keepsTheOrderOfTheMeasurements() {
    add(SERVICE, 1, 1);
    add(OTHER_PEER, 1, 1);
    add(PEER_16, 1, 1);

    assertThat(results.groups()).containsExactly("hot", "many");
    assertThat(results.labels("hot")).containsExactly(SERVICE, PEER_16);
  }

  @Test
  void keepsRemarks() {
    results.add(SERVICE, new Figures(1, 1, 1, 1, 1, 1, ""));
    results.add(SERVICE, new Figures(1, 1, 1, 1, 1, 1, "late"));

    assertThat(results.remarks("hot"))
        .isEqualTo(List.of("message service, 16 senders, round 2: late"));
  }

  private void add(Label label, double perSecond, double p99Millis) {
    results.add(label, new Figures(perSecond, 0, p99Millis, 0, 0, 1, ""));
  }
}
