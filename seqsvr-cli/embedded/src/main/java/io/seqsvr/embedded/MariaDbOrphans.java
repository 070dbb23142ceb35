package io.seqsvr.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mariadbd processes that an earlier, killed JVM left running on a data directory.
 *
 * <p>They are found in the process table, by program name and exact {@code --datadir} argument. A
 * pid file was rejected: it has to be checked against the process table anyway (pids are used
 * again), it misses a server whose JVM died between the launch and the write, and it lies in a
 * copied directory. A process found here is killed through the {@link ProcessHandle} that found it,
 * which checks the start time, so a pid used again in between is safe.
 *
 * <p>Only to be asked by the holder of the directory's lock: else the "orphan" may be in use. A
 * server that cannot be seen (another user's, another container's) is not reclaimed; InnoDB's own
 * file locks then make the new server fail.
 */
final class MariaDbOrphans {
  private static final Logger log = LoggerFactory.getLogger(MariaDbOrphans.class);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private final Set<String> dataArguments;

  MariaDbOrphans(MariaDbFiles files) {
    this.dataArguments =
        List.of(files.data(), files.partialData()).stream()
            .map(MariaDbCommand::dataArgument)
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Stops them: SIGTERM, and SIGKILL after {@code patience}, which also ends a suspended process.
   * Blocks until they are gone.
   *
   * @throws IOException if one survives even that
   */
  void reclaim(Duration patience) throws IOException, InterruptedException {
    for (ProcessHandle orphan : find()) {
      log.warn(
          "stopping mariadbd {} that a killed process left on {}", orphan.pid(), dataArguments);
      orphan.destroy();
      if (!awaitGone(orphan, patience)) {
        log.warn("mariadbd {} ignored SIGTERM for {}: killing it", orphan.pid(), patience);
        orphan.destroyForcibly();
        if (!awaitGone(orphan, KILL_TIMEOUT)) {
          throw new IOException("mariadbd " + orphan.pid() + " does not die: " + dataArguments);
        }
      }
    }
  }

  private List<ProcessHandle> find() {
    return ProcessHandle.allProcesses().filter(this::isServerOfDirectory).toList();
  }

  private boolean isServerOfDirectory(ProcessHandle process) {
    ProcessHandle.Info info = process.info();
    return info.command().filter(MariaDbOrphans::isMariaDb).isPresent()
        && info.arguments().filter(this::hasDataArgument).isPresent();
  }

  /** Also for a program file that was deleted, to whose path Linux appends " (deleted)". */
  private static boolean isMariaDb(String command) {
    return Optional.ofNullable(Path.of(command).getFileName())
        .filter(name -> name.toString().startsWith("mariadbd"))
        .isPresent();
  }

  private boolean hasDataArgument(String[] arguments) {
    return List.of(arguments).stream().anyMatch(dataArguments::contains);
  }

  /**
   * Asks for the identity again rather than for the end of the process: where no init process reaps
   * it, a dead orphan stays in the table as a zombie (with no command line) for ever.
   */
  private boolean awaitGone(ProcessHandle process, Duration timeout)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    while (process.isAlive() && isServerOfDirectory(process)) {
      if (deadline.isPassed()) {
        return false;
      }
      awaitExit(process);
    }
    return true;
  }

  private static void awaitExit(ProcessHandle process) throws IOException, InterruptedException {
    try {
      ProcessHandle ended = process.onExit().get(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("mariadbd {} is gone", ended.pid());
    } catch (TimeoutException stillThere) {
      log.trace("mariadbd {} is still there", process.pid(), stillThere);
    } catch (ExecutionException e) {
      throw new IOException("cannot wait for mariadbd " + process.pid(), e);
    }
  }
}
