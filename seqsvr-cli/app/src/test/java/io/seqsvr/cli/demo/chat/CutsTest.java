package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.history.HistoryWriter;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.MessageListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hunts cuts that are counted and never happen. */
final class CutsTest {
  @Test
  void oneDeviceAfterTheOtherThoseWithoutAConnectionLeftOut(@TempDir Path directory)
      throws Exception {
    FakeChat chat = new FakeChat();
    chat.open("a", CursorStore.inMemory(), nobody());
    chat.open("c", CursorStore.inMemory(), nobody());
    Path file = directory.resolve("h.jsonl");
    try (HistoryWriter history = HistoryWriter.create(file)) {
      Cuts cuts = new Cuts(List.of("a", "b", "c"), chat, history, () -> 7);
      for (int message = 0; message < 3 * Cuts.EVERY; message++) {
        cuts.onMessage(message);
      }
    }

    assertThat(chat.linkFaults().cuts()).isEqualTo(3);
    assertThat(Files.readAllLines(file))
        .extracting(line -> line.replaceAll(".*\"target\":\"(.)\".*", "$1"))
        .containsExactly("a", "c", "a");
  }

  private static MessageListener nobody() {
    return message -> {};
  }
}
