package io.seqsvr.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Owners that act on what they knew some time ago, crash, and hand over, on a network that loses
 * answers, delays calls and repeats them late: hunts a seq that is handed out twice, and a section
 * that goes to another one while its owner's lease is held, or to one whose own lease is not.
 * Whoever has lost the section, or its lease, goes on handing out what it holds until the store
 * tells it. Rerun one case with its seed.
 */
final class FenceRandomTest {
  private static final int OWNERS = 4;
  private static final int STEPS = 20_000;

  private final InMemorySectionStorage storage = new InMemorySectionStorage(1);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noSeqIsHandedOutTwice(long seed) {
    Random random = new Random(seed);
    FenceNetwork network = new FenceNetwork(random);
    FenceLedger ledger = new FenceLedger();
    List<FenceOwner> owners = new ArrayList<>();
    for (int i = 0; i < OWNERS; i++) {
      owners.add(new FenceOwner(storage, network, ledger, random));
    }
    for (int i = 0; i < STEPS; i++) {
      if (random.nextInt(6) == 0) {
        network.deliverLate();
      } else {
        owners.get(random.nextInt(OWNERS)).act();
      }
    }
    // Else nothing was hunted.
    assertThat(network.writes()).isGreaterThan(STEPS / 20);
    assertThat(ledger.handedOut()).isGreaterThan(STEPS / 10);
    for (FenceLedger.Event event : FenceLedger.Event.values()) {
      assertThat(ledger.count(event)).as("%s", event).isGreaterThan(3);
    }
  }
}
