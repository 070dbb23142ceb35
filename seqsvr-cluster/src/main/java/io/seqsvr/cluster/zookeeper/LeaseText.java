package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.LeaseTerms;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A lease as the few lines of text that an operator finds in its node. */
record LeaseText(String nodeId, LeaseTerms terms, boolean expired) {
  private static final String HELD = "HELD";
  private static final String EXPIRED = "EXPIRED";

  static byte[] format(LeaseText lease) {
    return """
        node=%s
        state=%s
        lease_nanos=%d
        margin_nanos=%d
        """
        .formatted(
            lease.nodeId,
            lease.expired ? EXPIRED : HELD,
            lease.terms.leaseNanos(),
            lease.terms.marginNanos())
        .getBytes(StandardCharsets.UTF_8);
  }

  static LeaseText parse(byte[] data) throws IOException {
    Properties lines = new Properties();
    lines.load(new StringReader(new String(data, StandardCharsets.UTF_8)));
    String state = lines.getProperty("state", "");
    if (!state.equals(HELD) && !state.equals(EXPIRED)) {
      throw new IOException("no lease: state is '" + state + "'");
    }
    return new LeaseText(
        lines.getProperty("node", ""),
        new LeaseTerms(
            Long.parseLong(lines.getProperty("lease_nanos", "")),
            Long.parseLong(lines.getProperty("margin_nanos", ""))),
        state.equals(EXPIRED));
  }
}
