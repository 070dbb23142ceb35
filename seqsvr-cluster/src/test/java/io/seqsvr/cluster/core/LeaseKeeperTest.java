package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Hunts leases that count the time on the way: a slow register must shorten them. */
class LeaseKeeperTest {
  private static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofSeconds(1));
  private static final Duration SLOWNESS = Duration.ofMillis(600);

  private final FakeClock clock = new FakeClock();
  private final NodeIdentity self = new NodeIdentity("a", RandomId.next(), "h:1");
  private final NodeLease lease = new NodeLease(TERMS, clock);
  private final LeaseKeeper keeper = new LeaseKeeper(self, new SlowRegister(), lease, clock);

  @Test
  void theFirstRenewalCountsFromBeforeItWasSent() throws Exception {
    keeper.renew();
    assertThat(lease.remainingNanos()).isEqualTo(Duration.ofMillis(300).toNanos());
  }

  @Test
  void everyLaterRenewalCountsFromBeforeItWasSent() throws Exception {
    keeper.renew();
    keeper.renew();
    assertThat(lease.remainingNanos()).isEqualTo(Duration.ofMillis(300).toNanos());
  }

  /** Takes its time on the way back. */
  private final class SlowRegister implements LeaseRegister {
    private final InMemoryRegisters registers = new InMemoryRegisters();

    @Override
    public long create(NodeIdentity holder, LeaseTerms terms) {
      long version = registers.create(holder, terms);
      clock.advance(SLOWNESS);
      return version;
    }

    @Override
    public OptionalLong renew(NodeIdentity holder, LeaseTerms terms, long version) {
      OptionalLong renewed = registers.renew(holder, terms, version);
      clock.advance(SLOWNESS);
      return renewed;
    }

    @Override
    public Optional<Entry> read(String incarnation) {
      return registers.read(incarnation);
    }

    @Override
    public boolean expire(NodeIdentity holder, LeaseTerms terms, long version) {
      return registers.expire(holder, terms, version);
    }

    @Override
    public void remove(String incarnation) {
      registers.remove(incarnation);
    }
  }
}
