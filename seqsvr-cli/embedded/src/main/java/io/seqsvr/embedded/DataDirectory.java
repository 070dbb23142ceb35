package io.seqsvr.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An exclusively locked directory: at most one holder on this machine, until {@link #close} or the
 * death of the process, however it dies.
 *
 * <p>The lock is the kernel's on {@code DIR/lock}, so it cannot go stale; the pid in that file only
 * tells people who holds it. The file is never deleted: a deleted lock file and a new one of the
 * same name could be locked by two processes.
 *
 * <p>Thread-safe. {@link #open} does not wait for the lock.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK_FILE = "lock";

  /**
   * Directories held by this JVM. Static because the thing guarded is the process's: POSIX drops a
   * process's lock on a file as soon as the process closes <em>any</em> descriptor of that file, so
   * a second attempt of this JVM must be refused before it opens the lock file. {@code
   * OverlappingFileLockException} comes too late: closing the second channel frees the first lock.
   */
  private static final Set<Path> HELD_BY_THIS_JVM = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates {@code directory} if it is missing, and locks it.
   *
   * @throws DataDirectoryInUseException at once if this or another process holds it
   */
  public static DataDirectory open(Path directory) throws IOException {
    Path path = Files.createDirectories(directory).toRealPath();
    if (!HELD_BY_THIS_JVM.add(path)) {
      throw new DataDirectoryInUseException(path, processName(ProcessHandle.current().pid()));
    }
    try {
      return new DataDirectory(path, lock(path));
    } catch (Throwable e) {
      HELD_BY_THIS_JVM.remove(path);
      throw e;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK_FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      // Never released by hand: closing the channel does it, and so does the process's end.
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new DataDirectoryInUseException(path, holderWrittenIn(channel));
      }
      writePid(channel);
      return channel;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static void writePid(FileChannel channel) throws IOException {
    ByteBuffer pid = US_ASCII.encode(ProcessHandle.current().pid() + "\n");
    channel.truncate(0);
    while (pid.hasRemaining()) {
      channel.write(pid);
    }
  }

  private static String holderWrittenIn(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    channel.read(bytes, 0);
    String pid = US_ASCII.decode(bytes.flip()).toString().strip();
    // The holder locks first and writes after, so for an instant the file is empty.
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  private static String processName(long pid) {
    return "process " + pid + " (this process)";
  }

  /** The real path: absolute, symbolic links resolved. */
  public Path path() {
    return path;
  }

  /** Releases the lock; later calls do nothing. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // The channel first: a new holder in this JVM must not open the file before it is closed.
    try (channel) {
      channel.truncate(0);
    } finally {
      HELD_BY_THIS_JVM.remove(path);
    }
  }
}
