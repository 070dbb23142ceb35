package io.seqsvr.bench.host;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.bench.mysql.Database;
import io.seqsvr.bench.mysql.PeerTables;
import io.seqsvr.client.SeqClient;
import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.MariaDbConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One database server for all, the services on it, and the peers' tables beside theirs. Confined to
 * one thread but for {@link #close}.
 */
public final class Servers implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String STORE = "seqsvr";
  private static final String MESSAGE = "seqsvr_message";
  private static final String PEER = "seqsvr_peer";
  private static final int BUFFER_POOL_MEGABYTES = 512;

  private final Parts started = new Parts();
  private final EmbeddedMariaDb mariaDb;
  private final ServerProcess process;
  private final ManagedChannel channel;
  private final SeqClient seqs;

  private Servers(Path directory, Map<String, String> settings, List<String> jvmArguments)
      throws BenchFailedException, IOException, InterruptedException {
    try {
      mariaDb = started.add(EmbeddedMariaDb.start(config(directory.resolve("mariadb"))));
      process =
          started.add(
              ServerProcess.start(
                  settings(directory, settings), jvmArguments, directory.toAbsolutePath()));
      PeerTables.create(database(PEER), MESSAGE);
      channel =
          NettyChannelBuilder.forAddress(HOST, process.messagePort())
              .usePlaintext()
              .directExecutor()
              .build();
      started.add(channel::shutdownNow);
      seqs = started.add(SeqClient.builder(HOST + ":" + process.allocPort()).build());
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /**
   * Starts all; returns when they serve.
   *
   * @param directory empty; for data and logs
   * @param settings of the services, which have their defaults else
   * @param jvmArguments of the process of the services
   */
  public static Servers start(
      Path directory, Map<String, String> settings, List<String> jvmArguments)
      throws BenchFailedException, IOException, InterruptedException {
    return new Servers(directory, settings, jvmArguments);
  }

  private static MariaDbConfig config(Path directory) {
    MariaDbConfig defaults = MariaDbConfig.of(directory, STORE, MESSAGE, PEER);
    return new MariaDbConfig(
        defaults.directory(),
        defaults.binariesCache(),
        defaults.databases(),
        BUFFER_POOL_MEGABYTES,
        defaults.startTimeout(),
        Duration.ofSeconds(20),
        List.of("--max-connections=400"));
  }

  private ServerSettings settings(Path directory, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(ServerSettings.DIRECTORY, directory.toAbsolutePath().toString());
    all.put(ServerSettings.STORE_URL, mariaDb.jdbcUrl(STORE));
    all.put(ServerSettings.MESSAGE_URL, mariaDb.jdbcUrl(MESSAGE));
    all.put(ServerSettings.USER, mariaDb.user());
    all.put(ServerSettings.PASSWORD, mariaDb.password());
    return new ServerSettings(all);
  }

  private Database database(String name) {
    return new Database(mariaDb.jdbcUrl(name), mariaDb.user(), mariaDb.password());
  }

  /** Of the message service. */
  public Database messages() {
    return database(MESSAGE);
  }

  /** Of the peers. */
  public Database peers() {
    return database(PEER);
  }

  /** To the message service; callbacks come on its network thread. */
  public ManagedChannel channel() {
    return channel;
  }

  /** {@code host:port} of the message service. */
  public String messageAddress() {
    return HOST + ":" + process.messagePort();
  }

  /** Of the sequence service. */
  public SeqClient seqs() {
    return seqs;
  }

  /** Ends all in the opposite order. */
  @Override
  public void close() {
    started.close();
  }
}
