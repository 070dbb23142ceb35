package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Share;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A lease as the few lines of text that an operator finds in its node. */
final class LeaseText {
  private LeaseText() {}

  static byte[] format(Lease lease) {
    return """
        node=%s
        address=%s
        state=%s
        lease_nanos=%d
        margin_nanos=%d
        weight=%d
        leaving=%s
        cut_off=%s
        """
        .formatted(
            lease.holder().nodeId(),
            lease.holder().address(),
            lease.state(),
            lease.terms().leaseNanos(),
            lease.terms().marginNanos(),
            lease.share().weight(),
            lease.share().leaving(),
            lease.share().cutOff())
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The lease in a node.
   *
   * @param incarnation name of the node, which is not repeated in its text
   * @throws IOException if the text is no lease
   */
  static Lease parse(String incarnation, byte @Nullable [] data) throws IOException {
    if (data == null) {
      throw new IOException("no lease: nothing in it");
    }
    Properties lines = new Properties();
    try {
      lines.load(new StringReader(new String(data, StandardCharsets.UTF_8)));
      return new Lease(
          new NodeIdentity(line(lines, "node"), incarnation, line(lines, "address")),
          new LeaseTerms(
              Long.parseLong(line(lines, "lease_nanos")),
              Long.parseLong(line(lines, "margin_nanos"))),
          LeaseState.valueOf(line(lines, "state")),
          new Share(
              Integer.parseInt(line(lines, "weight")),
              Boolean.parseBoolean(line(lines, "leaving")),
              Boolean.parseBoolean(line(lines, "cut_off"))));
    } catch (IllegalArgumentException e) {
      throw new IOException("no lease: " + e.getMessage(), e);
    }
  }

  private static String line(Properties lines, String name) {
    return lines.getProperty(name, "");
  }
}
