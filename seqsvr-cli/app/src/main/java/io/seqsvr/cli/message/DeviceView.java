package io.seqsvr.cli.message;

import io.seqsvr.message.client.Cursor;
import io.seqsvr.message.client.CursorStore;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a device wants to see.
 *
 * @param user who looks
 * @param device where
 * @param conversation the only one to show, or null for all of them
 * @param fromSeq show no lower seq; empty for everything that the user may see
 * @param onlyNew show only what comes from now on
 */
public record DeviceView(
    String user,
    String device,
    @Nullable String conversation,
    OptionalLong fromSeq,
    boolean onlyNew) {
  /**
   * Whether conversations without a cursor begin with their next message: what is not to be shown
   * need not be sent.
   */
  public boolean beginsWithNext() {
    return onlyNew || conversation != null;
  }

  /** Where the device stands at the beginning. */
  public CursorStore cursors() {
    CursorStore cursors = CursorStore.inMemory();
    if (conversation != null && !onlyNew) {
      cursors.save(conversation, new Cursor(0, fromSeq.orElse(1) - 1));
    }
    return cursors;
  }

  /** Whether a message is to be shown; seq 0 is one that is not kept. */
  boolean shows(String messageConversation, long seq) {
    return (conversation == null || conversation.equals(messageConversation))
        && (seq == 0 || seq >= fromSeq.orElse(1));
  }
}
