package io.seqsvr.message.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.message.client.grpc.FakeMessageServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The snippets of the tutorial in {@code package-info.java}, compiled and run; {@link
 * #theTutorialHasTheseSnippets} compares the texts, without indentation.
 */
class TutorialSnippetsTest {
  private final FakeMessageServer server = new FakeMessageServer();
  private final String address = server.address();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void twoPeopleTalk() throws InterruptedException {
    // snippet
    try (Conversations conversations = Conversations.builder(address).build()) {
      conversations.createGroup("team", List.of("ann", "bob"));
    }
    try (MessageClient ann =
            MessageClient.builder(address).user("ann").listener(message -> {}).build();
        MessageClient bob =
            MessageClient.builder(address).user("bob").listener(message -> show(message)).build()) {
      ann.send("team", "hello").outcome().join();
      awaitShown();
      bob.send("team", "hello, ann").outcome().join();
    }
    // end
    assertThat(seen).startsWith("hello");
  }

  @Test
  void howASendEnds() throws InterruptedException {
    server.service.create("team", List.of("ann"));
    try (MessageClient ann =
        MessageClient.builder(address).user("ann").listener(message -> {}).build()) {
      send(ann);
    }
    assertThat(seen).containsExactly("stored 1");
  }

  private void send(MessageClient ann) {
    // snippet
    SendHandle handle = ann.send("team", Outgoing.text("lunch?"));
    SendOutcome outcome = handle.outcome().join();
    if (outcome instanceof SendOutcome.Accepted accepted) {
      stored(accepted.receipt().seq());
    } else if (outcome instanceof SendOutcome.Rejected rejected) {
      notStored(rejected.refusal().reason());
    } else {
      // Unknown. Sent again under the same id it is stored once, and its receipt comes.
      ann.send("team", Outgoing.text("lunch?").withClientMsgId(handle.clientMsgId()));
    }
    // end
  }

  @Test
  void listeningAndSettings() throws InterruptedException {
    server.service.create("team", List.of("bob"));
    CursorStore cursors = CursorStore.inMemory();
    Outbox outbox = Outbox.inMemory();
    // snippet
    MessageListener listener =
        new MessageListener() {
          @Override
          public void onMessage(Incoming message) {
            show(message);
          }

          @Override
          public void onReset(String conversation) {
            clear(conversation);
          }
        };
    // end
    // snippet
    MessageClient client =
        MessageClient.builder(address)
            .user("bob")
            .device("phone")
            .listener(listener)
            .cursors(cursors)
            .outbox(outbox)
            .sendTimeout(Duration.ofSeconds(10))
            .build();
    // end
    var unused = client.send("team", "hello");
    awaitShown();
    Await.until("the cursor is saved", () -> cursors.load().containsKey("team"));
    client.close();
    assertThat(cursors.load()).containsEntry("team", new Cursor(1, 1));
  }

  @Test
  void readAndUnread() throws InterruptedException {
    server.service.create("team", List.of("bob"));
    server.service.sendMany("team", "ann", 2, 0);
    try (MessageClient bob =
        MessageClient.builder(address).user("bob").listener(message -> {}).build()) {
      Await.until("both are shown", () -> bob.shownTo("team") == 2);
      read(bob);
      Await.until("the badge is there", () -> seen.contains("unread 0"));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // as an application would
  private void read(MessageClient bob) {
    // snippet
    bob.markRead("team", bob.shownTo("team")).thenAccept(state -> badge(state.unread()));
    // end
  }

  @Test
  void theTutorialHasTheseSnippets() throws IOException {
    List<String> ofTutorial =
        snippets(
            "src/main/java/io/seqsvr/message/client/package-info.java",
            Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL));
    List<String> ofTest =
        snippets(
            "src/test/java/io/seqsvr/message/client/TutorialSnippetsTest.java",
            Pattern.compile(" // snippet\\n(.*?)\\n *// end\\n", Pattern.DOTALL));

    assertThat(ofTutorial).hasSize(5);
    assertThat(ofTest).isEqualTo(ofTutorial);
  }

  private static List<String> snippets(String file, Pattern snippet) throws IOException {
    return snippet
        .matcher(Files.readString(Path.of(file)))
        .results()
        .map(match -> stripped(match.group(1)))
        .toList();
  }

  private static String stripped(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("^ \\*", "").strip())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private void show(Incoming message) {
    seen.add(message.text());
  }

  private void clear(String conversation) {
    seen.add("clear " + conversation);
  }

  private void stored(long seq) {
    seen.add("stored " + seq);
  }

  private void notStored(ErrorReason reason) {
    seen.add("not stored " + reason);
  }

  private void badge(long unread) {
    seen.add("unread " + unread);
  }

  private void awaitShown() throws InterruptedException {
    Await.until("it is shown", () -> seen.contains("hello"));
  }
}
