package io.seqsvr.failover.zookeeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Configuration of one ZooKeeper server. Stateless. */
final class PeerFiles {
  private PeerFiles() {}

  /**
   * Writes the files of one server.
   *
   * @return its configuration
   */
  static Path write(Path directory, Peer.Address self, List<Peer.Address> all, int tickMillis)
      throws IOException {
    Path home = directory.resolve("zookeeper-" + self.id());
    Path data = Files.createDirectories(home.resolve("data"));
    Files.writeString(data.resolve("myid"), self.id() + "\n");
    StringBuilder text =
        new StringBuilder(
            """
            tickTime=%d
            initLimit=50
            syncLimit=10
            dataDir=%s
            clientPort=%d
            clientPortAddress=127.0.0.1
            maxClientCnxns=0
            admin.enableServer=false
            4lw.commands.whitelist=srvr
            """
                .formatted(tickMillis, data, self.clientPort()));
    for (Peer.Address each : all) {
      text.append(
          "server.%d=127.0.0.1:%d:%d%n"
              .formatted(each.id(), each.quorumPort(), each.electionPort()));
    }
    return Files.writeString(home.resolve("zoo.cfg"), text);
  }
}
