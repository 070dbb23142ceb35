package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * Leases as persistent nodes {@code <root>/<tier>/leases/<incarnation>}, whose data version is the
 * lease's version. Persistent, because an ephemeral node lives and dies with a session, and a
 * session's end says nothing about what its holder believes.
 *
 * <p>Thread-safe.
 */
public final class ZooKeeperLeaseRegister implements LeaseRegister {
  private final ZooKeeperSession session;
  private final String directory;

  /**
   * The leases of one tier.
   *
   * @param tier {@code alloc} or {@code message}
   */
  public ZooKeeperLeaseRegister(ZooKeeperSession session, String tier) {
    this.session = session;
    this.directory = session.path("/" + tier + "/leases/");
  }

  @Override
  public long create(NodeIdentity holder, LeaseTerms terms) throws RegisterUnavailableException {
    byte[] data = LeaseText.format(new LeaseText(holder.nodeId(), terms, false));
    return ZooKeeperSession.run(
        "create the lease",
        () -> {
          Stat stat = new Stat();
          session
              .curator()
              .create()
              .orSetData()
              .storingStatIn(stat)
              .creatingParentsIfNeeded()
              .forPath(path(holder.incarnation()), data);
          return (long) stat.getVersion();
        });
  }

  @Override
  public OptionalLong renew(NodeIdentity holder, LeaseTerms terms, long version)
      throws RegisterUnavailableException {
    return write(holder, terms, version, false);
  }

  @Override
  public Optional<Entry> read(String incarnation) throws RegisterUnavailableException {
    return ZooKeeperSession.run(
        "read a lease",
        () -> {
          try {
            Stat stat = new Stat();
            byte[] data =
                session.curator().getData().storingStatIn(stat).forPath(path(incarnation));
            LeaseText text = LeaseText.parse(data);
            return Optional.of(new Entry(stat.getVersion(), text.terms(), text.expired()));
          } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public boolean expire(NodeIdentity holder, LeaseTerms terms, long version)
      throws RegisterUnavailableException {
    return write(holder, terms, version, true).isPresent();
  }

  @Override
  public void remove(String incarnation) throws RegisterUnavailableException {
    ZooKeeperSession.run(
        "remove a lease", () -> session.curator().delete().quietly().forPath(path(incarnation)));
  }

  private OptionalLong write(NodeIdentity holder, LeaseTerms terms, long version, boolean expired)
      throws RegisterUnavailableException {
    byte[] data = LeaseText.format(new LeaseText(holder.nodeId(), terms, expired));
    return ZooKeeperSession.run(
        expired ? "end a lease" : "renew the lease",
        () -> {
          try {
            Stat stat =
                session
                    .curator()
                    .setData()
                    .withVersion(Math.toIntExact(version))
                    .forPath(path(holder.incarnation()), data);
            return OptionalLong.of(stat.getVersion());
          } catch (KeeperException.BadVersionException | KeeperException.NoNodeException e) {
            return OptionalLong.empty();
          }
        });
  }

  private String path(String incarnation) {
    return directory + incarnation;
  }
}
