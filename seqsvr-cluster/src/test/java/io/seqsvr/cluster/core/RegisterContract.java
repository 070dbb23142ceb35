package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every implementation of the registers does. */
public abstract class RegisterContract {
  protected static final ClusterIdentity CLUSTER =
      new ClusterIdentity(RandomId.next(), 8, "xxh3-64");
  protected static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofSeconds(1));

  protected abstract LeaseRegister leases();

  protected abstract RouteRegister routes();

  protected abstract IdentityRegister identity();

  protected static NodeIdentity node(String id) {
    return new NodeIdentity(id, RandomId.next(), "127.0.0.1:7201");
  }

  @Test
  void aLeaseIsRenewedOnlyFromItsLatestVersion() throws Exception {
    NodeIdentity node = node("a");
    long created = leases().create(node, TERMS);
    OptionalLong renewed = leases().renew(node, TERMS, created);
    assertThat(renewed).isPresent();
    assertThat(renewed.getAsLong()).isGreaterThan(created);
    assertThat(leases().renew(node, TERMS, created)).isEmpty();
    assertThat(leases().read(node.incarnation()))
        .contains(new LeaseRegister.Entry(renewed.getAsLong(), TERMS, false));
  }

  @Test
  void aLeaseIsEndedOnlyIfItStoodStill() throws Exception {
    NodeIdentity node = node("a");
    long created = leases().create(node, TERMS);
    long renewed = leases().renew(node, TERMS, created).getAsLong();
    assertThat(leases().expire(node, TERMS, created)).isFalse();
    assertThat(leases().expire(node, TERMS, renewed)).isTrue();
    assertThat(leases().renew(node, TERMS, renewed)).isEmpty();
    assertThat(leases().read(node.incarnation()).orElseThrow().expired()).isTrue();
  }

  @Test
  void aRemovedLeaseIsGone() throws Exception {
    NodeIdentity node = node("a");
    long created = leases().create(node, TERMS);
    leases().remove(node.incarnation());
    leases().remove(node.incarnation());
    assertThat(leases().read(node.incarnation())).isEmpty();
    assertThat(leases().renew(node, TERMS, created)).isEmpty();
  }

  @Test
  void theTableIsWrittenOnceAndThenReplacedFromItsLatestState() throws Exception {
    NodeIdentity first = node("a");
    NodeIdentity second = node("b");
    assertThat(routes().read()).isEmpty();
    assertThat(routes().create(RoutingTable.first(1, CLUSTER, first))).isTrue();
    assertThat(routes().create(RoutingTable.first(1, CLUSTER, second))).isFalse();
    RouteRegister.Entry entry = routes().read().orElseThrow();
    assertThat(entry.table()).isEqualTo(RoutingTable.first(1, CLUSTER, first));

    RoutingTable next = entry.table().withTakenOver(first.incarnation(), second);
    assertThat(routes().replace(entry.registerVersion(), next)).isTrue();
    assertThat(routes().replace(entry.registerVersion(), next)).isFalse();
    assertThat(routes().read().orElseThrow().table()).isEqualTo(next);
  }

  @Test
  void theIdentityIsWrittenOnce() throws Exception {
    assertThat(identity().readOrCreate(CLUSTER)).isEqualTo(CLUSTER);
    ClusterIdentity other = new ClusterIdentity(RandomId.next(), 16, "xxh3-64");
    assertThat(identity().readOrCreate(other)).isEqualTo(CLUSTER);
  }
}
