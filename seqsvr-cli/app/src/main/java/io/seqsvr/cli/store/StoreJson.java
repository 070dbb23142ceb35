package io.seqsvr.cli.store;

import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.Section;
import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the commands print for programs: one JSON object without a line feed. Names and order of the
 * fields are part of the commands' interface. Stateless.
 */
final class StoreJson {
  private static final JsonFactory JSON = new JsonFactory();

  private StoreJson() {}

  static String section(Section row) {
    return encode(
        json -> {
          json.writeNumberProperty("section", row.getSectionId());
          json.writeNumberProperty("epoch", row.getEpoch());
          json.writeStringProperty("owner", row.getOwner());
          json.writeNumberProperty("base", row.getBase());
          json.writeNumberProperty("max_seq", row.getMaxSeq());
          json.writeNumberProperty("snapshot_epoch", row.getSnapshotEpoch());
        });
  }

  static String lease(NodeLease row) {
    return encode(
        json -> {
          json.writeStringProperty("incarnation", row.getIncarnation());
          json.writeStringProperty("node", row.getNodeId());
          json.writeStringProperty("address", row.getAddress());
          json.writeStringProperty("state", row.getState().name());
          json.writeNumberProperty("version", row.getVersion());
          json.writeNumberProperty("lease_nanos", row.getLeaseNanos());
          json.writeNumberProperty("margin_nanos", row.getMarginNanos());
          json.writeNumberProperty("updated_at_millis", row.getUpdatedAtMillis());
        });
  }

  private static String encode(Consumer<JsonGenerator> fields) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    }
    return line.toString();
  }
}
