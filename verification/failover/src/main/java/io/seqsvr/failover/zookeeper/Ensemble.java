package io.seqsvr.failover.zookeeper;

import io.seqsvr.embedded.Ports;
import io.seqsvr.failover.process.Children;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * ZooKeeper servers that each are a process, so that a kill hits one of them. Confined to one
 * thread.
 */
public final class Ensemble {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final List<Peer> peers;
  private final Patience patience;

  private Ensemble(List<Peer> peers, Patience patience) {
    this.peers = List.copyOf(peers);
    this.patience = patience;
  }

  /**
   * Starts servers and waits until they have a leader.
   *
   * @param size how many, odd
   * @param java the command that runs a class of the program's, without the class
   * @param tickMillis ZooKeeper's unit of time; its heartbeats take a part of it
   */
  public static Ensemble start(
      int size,
      int tickMillis,
      Path directory,
      List<String> java,
      Children children,
      Patience patience)
      throws IOException, DrillFailedException, InterruptedException {
    List<Peer.Address> addresses = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      addresses.add(new Peer.Address(id, Ports.free(), Ports.free(), Ports.free()));
    }
    List<Peer> peers = new ArrayList<>();
    for (Peer.Address address : addresses) {
      peers.add(
          Peer.create(
              address, PeerFiles.write(directory, address, addresses, tickMillis), java, children));
    }
    Ensemble ensemble = new Ensemble(peers, patience);
    ensemble.restartAll();
    return ensemble;
  }

  /** Its servers, in the order of their ids. */
  public List<Peer> peers() {
    return peers;
  }

  /** {@code host:port} of each server, separated by commas. */
  public String connectString() {
    return peers.stream().map(Peer::connectString).collect(Collectors.joining(","));
  }

  /** The server that says it leads; empty while none does. */
  public Optional<Peer> leader() {
    return peers.stream().filter(peer -> peer.mode().equals("leader")).findFirst();
  }

  /**
   * Waits until every server that runs follows or leads.
   *
   * @return the leader
   */
  public Peer awaitLeader() throws DrillFailedException, InterruptedException {
    patience.awaitSlowly(
        "a ZooKeeper leader and its followers",
        START_LIMIT,
        () ->
            leader().isPresent()
                && peers.stream()
                    .filter(Peer::isAlive)
                    .allMatch(
                        peer -> peer.mode().equals("leader") || peer.mode().equals("follower")));
    return leader()
        .orElseThrow(() -> new DrillFailedException("the ZooKeeper leader went away at once"));
  }

  /** Kills all servers; returns when they are gone. */
  public void killAll() {
    peers.forEach(Peer::kill);
    peers.forEach(Peer::killAndWait);
  }

  /** Starts what does not run, and waits for a leader and its followers. */
  public void restartAll() throws IOException, DrillFailedException, InterruptedException {
    for (Peer peer : peers) {
      peer.start();
    }
    awaitLeader();
  }
}
