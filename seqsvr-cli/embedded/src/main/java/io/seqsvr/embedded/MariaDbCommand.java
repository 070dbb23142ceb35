package io.seqsvr.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command lines of mariadbd. */
final class MariaDbCommand {
  private MariaDbCommand() {}

  static List<String> bootstrap(MariaDbBinaries binaries, MariaDbFiles files) {
    List<String> command = common(binaries, files, files.partialData());
    command.add("--bootstrap");
    command.add("--log-warnings=0");
    return command;
  }

  /**
   * @param portWait how long mariadbd may wait for a port that is still taken, whole seconds
   */
  static List<String> serve(
      MariaDbBinaries binaries,
      MariaDbFiles files,
      MariaDbConfig config,
      int port,
      Duration portWait) {
    List<String> command = common(binaries, files, files.data());
    command.addAll(
        List.of(
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--port-open-timeout=" + portWait.toSeconds(),
            // No Unix socket: its path may not exceed 107 bytes, and nobody uses it.
            "--socket=",
            "--skip-name-resolve",
            // TLS would make a new key on every start (3 s), to guard bytes on the loopback.
            "--skip-ssl",
            "--pid-file=" + files.pidFile(),
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=" + config.bufferPoolMegabytes() + "M",
            "--skip-log-bin",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_general_ci",
            // Or "CHARACTER SET utf8mb4" picks a collation that MySQL's driver has no name for.
            "--character-set-collations=utf8mb4=utf8mb4_general_ci"));
    command.addAll(config.serverArguments());
    return command;
  }

  /** The argument that tells a data directory's server from every other process. */
  static String dataArgument(Path data) {
    return "--datadir=" + data;
  }

  private static List<String> common(MariaDbBinaries binaries, MariaDbFiles files, Path data) {
    List<String> command = new ArrayList<>();
    command.add(binaries.server().toString());
    // Has to be the first argument: the machine's my.cnf must not leak in.
    command.add("--no-defaults");
    command.add(dataArgument(data));
    command.add("--basedir=" + binaries.home());
    // Its own: at its start mariadbd deletes every "#sql*" file there, and in the machine's
    // temporary directory those are the tables that another mariadbd is working on.
    command.add("--tmpdir=" + files.temporary());
    // Without it mariadbd refuses to run as root; for any other user it changes nothing.
    command.add("--user=" + System.getProperty("user.name"));
    // The bootstrap and the server have to agree on it, or the server rewrites its log.
    command.add("--innodb-log-file-size=48M");
    return command;
  }
}
