package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseRegister;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;

/**
 * Leases as persistent nodes {@code <root>/<tier>/leases/<incarnation>}, whose data version is the
 * lease's version. Persistent, because an ephemeral node lives and dies with a session, and a
 * session's end says nothing about what its holder believes.
 *
 * <p>Reads may show an earlier state: any server answers them, also one that lags behind. Writes
 * are conditional and ordered by the leader.
 *
 * <p>Thread-safe; never blocks. Futures end on Curator's thread.
 */
public final class ZooKeeperLeaseRegister implements LeaseRegister {
  private static final System.Logger LOG = System.getLogger("io.seqsvr.cluster");

  private final ZooKeeperSession session;
  private final String directory;
  private final Set<String> illegible = ConcurrentHashMap.newKeySet();

  /**
   * The leases of one tier.
   *
   * @param tier {@code alloc} or {@code message}
   */
  public ZooKeeperLeaseRegister(ZooKeeperSession session, String tier) {
    this.session = session;
    this.directory = session.path("/" + tier + "/leases");
  }

  @Override
  public CompletableFuture<Optional<Entry>> create(Lease lease) {
    Stat stat = new Stat();
    return ZooKeeperSession.send(
        "create a lease",
        callback ->
            session
                .curator()
                .create()
                .storingStatIn(stat)
                .creatingParentsIfNeeded()
                .inBackground(callback)
                .forPath(path(lease.incarnation()), LeaseText.format(lease)),
        event ->
            switch (Code.get(event.getResultCode())) {
              case OK ->
                  Optional.of(entry(lease, event.getStat() == null ? stat : event.getStat()));
              case NODEEXISTS -> Optional.empty();
              default -> throw ZooKeeperSession.refusal(event);
            });
  }

  @Override
  public CompletableFuture<Optional<Entry>> replace(Lease next, long version) {
    return ZooKeeperSession.send(
        "write a lease",
        callback ->
            session
                .curator()
                .setData()
                .withVersion(Math.toIntExact(version))
                .inBackground(callback)
                .forPath(path(next.incarnation()), LeaseText.format(next)),
        event ->
            switch (Code.get(event.getResultCode())) {
              case OK -> Optional.of(entry(next, event.getStat()));
              case BADVERSION, NONODE -> Optional.empty();
              default -> throw ZooKeeperSession.refusal(event);
            });
  }

  @Override
  public CompletableFuture<Optional<Entry>> read(String incarnation) {
    return fetch(incarnation, event -> decode(incarnation, event));
  }

  private CompletableFuture<Optional<Entry>> fetch(
      String incarnation, ZooKeeperSession.Decode<Optional<Entry>> decode) {
    return ZooKeeperSession.send(
        "read a lease",
        callback -> session.curator().getData().inBackground(callback).forPath(path(incarnation)),
        decode);
  }

  @Override
  public CompletableFuture<List<Entry>> readAll() {
    return ZooKeeperSession.send(
            "list the leases",
            callback -> session.curator().getChildren().inBackground(callback).forPath(directory),
            ZooKeeperLeaseRegister::children)
        .thenCompose(this::readAll);
  }

  @Override
  public CompletableFuture<Boolean> remove(String incarnation) {
    return ZooKeeperSession.send(
        "remove a lease",
        callback -> session.curator().delete().inBackground(callback).forPath(path(incarnation)),
        event ->
            switch (Code.get(event.getResultCode())) {
              case OK -> true;
              case NONODE -> false;
              default -> throw ZooKeeperSession.refusal(event);
            });
  }

  private CompletableFuture<List<Entry>> readAll(List<String> incarnations) {
    List<CompletableFuture<Optional<Entry>>> reads =
        incarnations.stream().map(this::readLegible).toList();
    return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            unused ->
                new ArrayList<>(
                    reads.stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .toList()));
  }

  /**
   * A lease, or none where the node holds something else: that must not keep anybody from watching
   * the others. It is safe, because a mark that is missing cannot be written over where there is
   * one; its holder keeps what it has, and gets nothing new.
   */
  private CompletableFuture<Optional<Entry>> readLegible(String incarnation) {
    return fetch(
        incarnation,
        event -> {
          try {
            return decode(incarnation, event);
          } catch (IOException e) {
            onIllegible(incarnation, e);
            return Optional.empty();
          }
        });
  }

  /** Says so once for each node: it is read many times a second. */
  private void onIllegible(String incarnation, IOException why) {
    if (illegible.add(incarnation)) {
      LOG.log(System.Logger.Level.ERROR, path(incarnation) + ": " + why.getMessage());
    }
  }

  private static List<String> children(CuratorEvent event) throws Exception {
    return switch (Code.get(event.getResultCode())) {
      case OK -> Stream.ofNullable(event.getChildren()).flatMap(List::stream).toList();
      case NONODE -> List.of();
      default -> throw ZooKeeperSession.refusal(event);
    };
  }

  private static Optional<Entry> decode(String incarnation, CuratorEvent event) throws Exception {
    return switch (Code.get(event.getResultCode())) {
      case OK -> Optional.of(decoded(incarnation, event));
      case NONODE -> Optional.empty();
      default -> throw ZooKeeperSession.refusal(event);
    };
  }

  private static Entry decoded(String incarnation, CuratorEvent event) throws IOException {
    return entry(LeaseText.parse(incarnation, event.getData()), event.getStat());
  }

  private static Entry entry(Lease lease, Stat stat) {
    return new Entry(lease, stat.getVersion(), stat.getMzxid(), stat.getCzxid());
  }

  private String path(String incarnation) {
    return directory + "/" + incarnation;
  }
}
