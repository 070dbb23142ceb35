package io.seqsvr.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tree whose writes have one order, and whose reads are answered by servers that may lag behind.
 * Confined to the baton.
 */
final class SimZooKeeper {
  /** How many servers there are. */
  static final int SERVERS = 3;

  /**
   * A node of the tree.
   *
   * @param version counts its writes, as ZooKeeper's data version
   * @param mzxid of its last write
   * @param czxid of the write that made it
   */
  record ZNode(Object data, int version, long mzxid, long czxid) {}

  /** What a path held from a write on; null if nothing. */
  private record Past(long zxid, @Nullable ZNode node) {}

  private final TimeLine line;
  private final Random random;
  private final boolean strictSessions;
  private final Map<String, List<Past>> paths = new TreeMap<>();
  private final Map<String, ZNode> present = new HashMap<>();
  private final List<Long> writtenNanos = new ArrayList<>();
  private final long[] applied = new long[SERVERS];
  private final long[] lagsUntilNanos = new long[SERVERS];
  private final long[] usualLagNanos = new long[SERVERS];

  SimZooKeeper(TimeLine line, Random random, Profile profile) {
    this.line = line;
    this.random = random;
    this.strictSessions = profile.strictSessions();
    Arrays.setAll(usualLagNanos, i -> (long) (random.nextDouble() * 2 * profile.latencyNanos()));
  }

  /** Creates a node; null if there is one. */
  @Nullable ZNode create(int server, String path, Object data) {
    if (present.containsKey(path)) {
      return null;
    }
    long zxid = nextZxid();
    return write(server, path, new ZNode(data, 0, zxid, zxid));
  }

  /** Replaces a node of a version; null if it is not there or of another one. */
  @Nullable ZNode replace(int server, String path, Object data, long version) {
    ZNode before = present.get(path);
    if (before == null || before.version() != version) {
      return null;
    }
    return write(server, path, new ZNode(data, before.version() + 1, nextZxid(), before.czxid()));
  }

  boolean remove(int server, String path) {
    if (present.remove(path) == null) {
      return false;
    }
    past(path).add(new Past(nextZxid(), null));
    onWritten(server);
    return true;
  }

  /** Removes everything; versions begin anew with what is made after that. */
  void wipe() {
    for (String path : List.copyOf(new TreeMap<>(present).keySet())) {
      remove(random.nextInt(SERVERS), path);
    }
  }

  /** What a server knows of a path; null if nothing. */
  @Nullable ZNode read(int server, String path) {
    List<Past> past = paths.get(path);
    if (past == null) {
      return null;
    }
    long upTo = applied(server);
    for (int i = past.size() - 1; i >= 0; i--) {
      if (past.get(i).zxid() <= upTo) {
        return past.get(i).node();
      }
    }
    return null;
  }

  /** What the latest write left at a path that is known to be there. */
  Object present(String path) {
    ZNode node = present.get(path);
    if (node == null) {
      throw new IllegalStateException("nothing at " + path);
    }
    return node.data();
  }

  /** The paths below a directory that a server knows. */
  List<String> children(int server, String directory) {
    List<String> found = new ArrayList<>();
    for (String path : paths.keySet()) {
      if (path.startsWith(directory) && read(server, path) != null) {
        found.add(path);
      }
    }
    return found;
  }

  /** A server hears nothing new before. */
  void lagUntil(int server, long untilNanos) {
    applied(server);
    lagsUntilNanos[server] = untilNanos;
  }

  void heal() {
    Arrays.fill(lagsUntilNanos, 0);
  }

  private ZNode write(int server, String path, ZNode node) {
    present.put(path, node);
    past(path).add(new Past(node.mzxid(), node));
    onWritten(server);
    return node;
  }

  private void onWritten(int server) {
    writtenNanos.add(line.nowNanos());
    if (strictSessions) {
      // Whoever has an answer through a server will find its write there.
      applied[server] = writtenNanos.size();
    }
  }

  private long nextZxid() {
    return writtenNanos.size() + 1L;
  }

  private List<Past> past(String path) {
    return paths.computeIfAbsent(path, unused -> new ArrayList<>());
  }

  private long applied(int server) {
    if (line.nowNanos() >= lagsUntilNanos[server]) {
      long until = line.nowNanos() - usualLagNanos[server];
      int next = (int) applied[server];
      while (next < writtenNanos.size() && writtenNanos.get(next) <= until) {
        next++;
      }
      applied[server] = next;
    }
    return applied[server];
  }
}
