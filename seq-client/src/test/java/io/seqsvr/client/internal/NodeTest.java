package io.seqsvr.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.internal.EngineFixture.Result;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hunts calls that have ended and are kept in a node's queue all the same. */
class NodeTest {
  private final FakeTime time = new FakeTime(0);
  private final FakeNet.Wire wire = new FakeNet.Wire();
  private final HostPort address = HostPort.parse(EngineFixture.A);
  private final EngineLimits limits = EngineFixture.limits(Duration.ofDays(3_653), 1, 1_000, 1_000);
  private final Node node =
      new Node(address, wire, new NoRouter(), time, limits, time, new Backoff(bound -> 0));

  private NextCall submit(String conversation) {
    NextCall call =
        new NextCall(
            new NextEntry("", conversation, 1), 0, limits.timeoutNanos(), new Result<Block>());
    assertThat(node.submit(call)).isTrue();
    return call;
  }

  @Test
  void aSilentNodesQueueKeepsOnlyCallsThatSomebodyWaitsFor() {
    submit("in flight");
    NextCall first = submit("x");
    for (int i = 0; i < 100; i++) {
      assertThat(submit("x").end()).isTrue();
    }
    submit("y");

    assertThat(node.waitingCount()).isEqualTo(2);
    assertThat(first.end()).isTrue();
    assertThat(node.waitingCount()).isEqualTo(1);
  }

  @Test
  void aRetiredNodeHandsItsQueueBackAndTakesNoMore() {
    submit("in flight");
    NextCall waiting = submit("x");

    assertThat(node.retire()).containsExactly(waiting);

    assertThat(node.waitingCount()).isZero();
    assertThat(node.submit(waiting)).isFalse();
    assertThat(wire.closed).isTrue();
    assertThat(wire.batches).hasSize(1);
  }

  /** Everything belongs to the node. */
  private static final class NoRouter implements Router {
    @Override
    public void noteReach(HostPort address, Attempt<?> attempt) {}

    @Override
    public long routeVersion() {
      return 1;
    }

    @Override
    public boolean isOwner(HostPort address, KeyedCall<?> call) {
      return true;
    }

    @Override
    public void dispatch(Call<?> call) {
      throw new AssertionError("nothing goes elsewhere");
    }

    @Override
    public @Nullable SeqsvrException learn(@Nullable RouteTable offered) {
      return null;
    }

    @Override
    public void onSilent(HostPort address) {}

    @Override
    public void onBatchEnd(
        HostPort address,
        Batch batch,
        Attempt<List<Attempt<Block>>> attempt,
        @Nullable SeqsvrException mismatch) {}
  }
}
