package io.seqsvr.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one routing table that the client goes by: always of one cluster, its version only growing.
 *
 * <p>Thread-safe and lock-free. A table is immutable and published by a compare-and-set on one
 * volatile reference; {@link #table} is a volatile read.
 */
final class RouteBook {
  private final AtomicReference<@Nullable RouteTable> current = new AtomicReference<>();

  /** The newest table learnt so far, or null before the first. */
  @Nullable RouteTable table() {
    return current.get();
  }

  /** Version to tell a node, 0 before the first table. */
  long version() {
    RouteTable table = current.get();
    return table == null ? 0 : table.version();
  }

  /**
   * Takes over a table if it is newer than the present one.
   *
   * @return whether it was newer
   * @throws SeqsvrException CLUSTER_MISMATCH if it is of another cluster, or of a cluster that
   *     hashes in another way: numbers of two clusters must never be mixed
   */
  boolean adopt(RouteTable offered) {
    while (true) {
      RouteTable known = current.get();
      check("hash", ConversationKey.HASH_NAME, offered.hashName());
      if (known != null) {
        check("cluster_id", known.clusterId(), offered.clusterId());
        check(
            "section_count",
            Integer.toString(known.sectionCount()),
            Integer.toString(offered.sectionCount()));
        if (offered.version() <= known.version()) {
          return false;
        }
      }
      if (current.compareAndSet(known, offered)) {
        return true;
      }
    }
  }

  private static void check(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new SeqsvrException(
          ErrorReason.CLUSTER_MISMATCH,
          "a node answered with the routing table of another cluster: "
              + field
              + " is "
              + actual
              + ", this client goes by "
              + expected,
          Map.of("field", field, "expected", expected, "value", actual),
          null);
    }
  }
}
