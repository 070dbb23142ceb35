package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  protected static Lease lease(String id) {
    return new Lease(node(id), TERMS, LeaseState.HELD, new Share(70, true, true));
  }

  protected static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aLeaseIsReadAsItWasWritten() throws Exception {
    Lease lease = lease("a");
    LeaseRegister.Entry created = get(leases().create(lease)).orElseThrow();
    assertThat(created.lease()).isEqualTo(lease);
    assertThat(get(leases().read(lease.incarnation()))).contains(created);
    Lease other = lease("b");
    get(leases().create(other));
    assertThat(get(leases().readAll()))
        .extracting(LeaseRegister.Entry::lease)
        .contains(lease, other);
    assertThat(get(leases().read(node("c").incarnation()))).isEmpty();
  }

  @Test
  void aLeaseIsCreatedOnce() throws Exception {
    Lease lease = lease("a");
    assertThat(get(leases().create(lease))).isPresent();
    assertThat(get(leases().create(lease.in(LeaseState.EXPIRED)))).isEmpty();
    assertThat(get(leases().read(lease.incarnation())).orElseThrow().lease()).isEqualTo(lease);
  }

  @Test
  void aLeaseIsReplacedOnlyFromItsLatestVersion() throws Exception {
    Lease lease = lease("a");
    LeaseRegister.Entry created = get(leases().create(lease)).orElseThrow();
    LeaseRegister.Entry renewed = get(leases().replace(lease, created.version())).orElseThrow();
    assertThat(renewed.version()).isNotEqualTo(created.version());
    assertThat(renewed.stamp()).isNotEqualTo(created.stamp());
    assertThat(renewed.order()).isEqualTo(created.order());
    assertThat(get(leases().replace(lease.in(LeaseState.EXPIRED), created.version()))).isEmpty();
    assertThat(get(leases().read(lease.incarnation()))).contains(renewed);
    assertThat(get(leases().replace(lease.in(LeaseState.EXPIRED), renewed.version()))).isPresent();
    assertThat(get(leases().replace(lease, renewed.version()))).isEmpty();
    assertThat(get(leases().read(lease.incarnation())).orElseThrow().lease().state())
        .isEqualTo(LeaseState.EXPIRED);
  }

  @Test
  void aLeaseThatIsGoneIsNotReplaced() throws Exception {
    assertThat(get(leases().replace(lease("a"), 1))).isEmpty();
  }

  @Test
  void earlierLeasesComeFirst() throws Exception {
    LeaseRegister.Entry first = get(leases().create(lease("a"))).orElseThrow();
    LeaseRegister.Entry second = get(leases().create(lease("b"))).orElseThrow();
    assertThat(first.order()).isLessThan(second.order());
  }

  @Test
  void aRemovedLeaseIsGoneAndWrittenAgainItIsAnother() throws Exception {
    Lease lease = lease("a");
    LeaseRegister.Entry created = get(leases().create(lease)).orElseThrow();
    assertThat(get(leases().remove(lease.incarnation()))).isTrue();
    assertThat(get(leases().remove(lease.incarnation()))).isFalse();
    assertThat(get(leases().read(lease.incarnation()))).isEmpty();
    assertThat(get(leases().create(lease)).orElseThrow().stamp()).isNotEqualTo(created.stamp());
  }

  @Test
  void theTableIsWrittenOnceAndThenReplacedFromItsLatestState() throws Exception {
    RoutingTable first = table(1, node("a"));
    assertThat(get(routes().read())).isEmpty();
    assertThat(get(routes().create(first))).isTrue();
    assertThat(get(routes().create(table(1, node("b"))))).isFalse();
    RouteRegister.Entry entry = get(routes().read()).orElseThrow();
    assertThat(entry.table()).isEqualTo(first);

    RoutingTable next = table(2, node("b"));
    assertThat(get(routes().replace(entry.registerVersion(), next))).isTrue();
    assertThat(get(routes().replace(entry.registerVersion(), next))).isFalse();
    assertThat(get(routes().read()).orElseThrow().table()).isEqualTo(next);
  }

  @Test
  void aChangeOfTheTableIsTold() throws Exception {
    get(routes().create(table(1, node("a"))));
    RouteRegister readers = routes();
    CountDownLatch told = new CountDownLatch(1);
    readers.onChange(told::countDown);
    RouteRegister.Entry entry = get(readers.read()).orElseThrow();
    get(readers.replace(entry.registerVersion(), table(2, node("b"))));
    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theIdentityIsWrittenOnce() throws Exception {
    assertThat(identity().readOrCreate(CLUSTER)).isEqualTo(CLUSTER);
    ClusterIdentity other = new ClusterIdentity(RandomId.next(), 16, "xxh3-64");
    assertThat(identity().readOrCreate(other)).isEqualTo(CLUSTER);
  }

  protected static RoutingTable table(long version, NodeIdentity owner) {
    List<Optional<NodeIdentity>> owners =
        Collections.nCopies(CLUSTER.sectionCount(), Optional.of(owner));
    return RoutingTable.of(version, CLUSTER, owners);
  }
}
