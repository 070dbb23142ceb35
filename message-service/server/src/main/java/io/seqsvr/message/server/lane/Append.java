package io.seqsvr.message.server.lane;

import io.seqsvr.message.server.core.PayloadHash;
import io.seqsvr.message.server.core.StoredMessage;
import java.util.List;

/**
 * New messages of one conversation.
 *
 * @param expected the head that the first message follows; nothing is written if the row says
 *     otherwise
 * @param rows ascending, each following the one before it; not empty
 */
public record Append(Head expected, List<Row> rows) {
  public Append {
    rows = List.copyOf(rows);
  }

  /** A message and the hash that its repeats are compared with. */
  public record Row(StoredMessage message, PayloadHash hash) {}
}
