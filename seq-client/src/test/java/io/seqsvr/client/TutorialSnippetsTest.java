package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.SeqsvrException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The snippets of the tutorial in {@code package-info.java}: here they are compiled and run, and
 * {@link #theTutorialHasTheseSnippets} compares the two texts, line by line without indentation.
 */
class TutorialSnippetsTest {
  private final FakeCluster cluster = FakeCluster.ofTwoNodes();
  private final String address = cluster.node(0).address();
  private final String otherAddress = cluster.node(1).address();
  private final SeqClient client = SeqClient.builder(address).build();
  private final List<Long> seen = new ArrayList<>();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void theFirstNumber() {
    // snippet
    try (SeqClient client = SeqClient.builder(address).build()) {
      long first = client.next("room-42");
      long second = client.next("room-42");
      assert second > first;
    }
    // end
    assertThat(client.current("", "room-42")).isEqualTo(new CurrentSeq(2, true));
  }

  @Test
  void severalNumbers() {
    // snippet
    SeqRange block = client.next("orders", "customer-7", 100);
    block.stream().forEach(seq -> number(seq));
    // end
    assertThat(seen).hasSize(100).startsWith(1L, 2L).endsWith(100L);
  }

  @Test
  void withoutBlocking() {
    // snippet
    CompletableFuture<SeqRange> a = client.nextAsync("orders", "customer-7", 1);
    CompletableFuture<SeqRange> b = client.nextAsync("orders", "customer-8", 1);
    CompletableFuture<Void> done = a.thenAcceptBoth(b, (x, y) -> log(x.first(), y.first()));
    // end
    assertThat(done).succeedsWithin(Duration.ofSeconds(5));
    assertThat(seen).containsExactly(1L, 1L);
  }

  @Test
  void whenItFails() {
    assertThat(nextOrLater("x")).isEqualTo(1);
    cluster.close();
    client.close();
    try (SeqClient alone = SeqClient.builder(address).timeout(Duration.ofMillis(50)).build()) {
      assertThat(nextOrLater(alone, "x")).isEqualTo(-1);
    }
  }

  private long nextOrLater(String conversation) {
    return nextOrLater(client, conversation);
  }

  private static long nextOrLater(SeqClient client, String conversation) {
    // snippet
    try {
      return client.next("", conversation, 1).first();
    } catch (SeqsvrException refused) {
      // Nothing was consumed. The reason tells whether to try again later, and maybe when.
      if (!refused.reason().isRetryable()) {
        throw refused;
      }
      return tryAgainLater(refused.retryAfter());
    } catch (SeqOutcomeUnknownException unknown) {
      // A number may have been consumed. Nobody will get it: calling again leaves at most a gap.
      return tryAgainLater(Optional.empty());
    }
    // end
  }

  @Test
  void howFarItHasCome() {
    client.next("orders", "customer-7", 3);
    // snippet
    CurrentSeq current = client.current("orders", "customer-7");
    long upTo = current.seq(); // the last one handed out; if !current.exact(), an upper bound
    // end
    assertThat(upTo).isEqualTo(3);
  }

  @Test
  void numbersOfOthers() {
    // snippet
    client.raise("orders", "customer-7", 99_999); // safe to repeat; never lowers anything
    // end
    assertThat(client.next("orders", "customer-7", 1).first()).isEqualTo(100_000);
  }

  @Test
  void settings(@TempDir Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    TestCertificates files = TestCertificates.make(directory, "client");
    Path trust = files.certificate();
    Path certificate = files.certificate();
    Path privateKey = files.privateKey();
    // snippet
    SeqClient client =
        SeqClient.builder(address, otherAddress)
            .tls(trust, certificate, privateKey)
            .timeout(Duration.ofSeconds(1))
            .maxPending(50_000)
            .build();
    // end
    client.close();
  }

  @Test
  void theTutorialHasTheseSnippets() throws IOException {
    List<String> ofTutorial =
        snippets(
            "src/main/java/io/seqsvr/client/package-info.java",
            Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL),
            "^ \\*");
    List<String> ofTest =
        snippets(
            "src/test/java/io/seqsvr/client/TutorialSnippetsTest.java",
            Pattern.compile(" // snippet\\n(.*?)\\n *// end\\n", Pattern.DOTALL),
            "");

    assertThat(ofTutorial).hasSize(7);
    assertThat(ofTest).isEqualTo(ofTutorial);
  }

  private static List<String> snippets(String file, Pattern snippet, String margin)
      throws IOException {
    return snippet
        .matcher(Files.readString(Path.of(file)))
        .results()
        .map(MatchResult::group)
        .map(text -> strip(text, margin))
        .toList();
  }

  private static String strip(String text, String margin) {
    List<String> lines = new ArrayList<>();
    String[] all = text.split("\n", -1);
    for (int i = 1; i < all.length; i++) {
      String line = all[i].replaceFirst(margin, "").strip();
      if (!line.isEmpty() && !line.equals("}</pre>") && !line.equals("// end")) {
        lines.add(line);
      }
    }
    return String.join("\n", lines);
  }

  private void number(long seq) {
    seen.add(seq);
  }

  private void log(long one, long other) {
    seen.add(one);
    seen.add(other);
  }

  private static long tryAgainLater(Optional<Duration> wait) {
    return wait.isPresent() ? -1 : -2;
  }
}
