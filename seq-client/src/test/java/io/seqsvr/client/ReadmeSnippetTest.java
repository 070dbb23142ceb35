package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Java snippet of the READMEs: compiled and run here, and compared with their text, line by
 * line without indentation.
 */
class ReadmeSnippetTest {
  private static final String THIS = "src/test/java/io/seqsvr/client/ReadmeSnippetTest.java";

  private final FakeCluster cluster = FakeCluster.ofTwoNodes();
  private final String address = cluster.node(0).address();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void theSnippetDoesWhatItSays() {
    // snippet
    try (SeqClient client = SeqClient.builder(address).build()) { // one for each process
      long seq = client.next("room-42"); // above every seq of this conversation before
      SeqRange block = client.next("orders", "customer-7", 100); // contiguous, in a namespace
      CurrentSeq last = client.current("", "room-42"); // takes nothing
      // end
      assertThat(seq).isEqualTo(1);
      assertThat(block).isEqualTo(new SeqRange(1, 100));
      assertThat(last).isEqualTo(new CurrentSeq(1, true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../README.md", "../README.zh-CN.md"})
  void theReadmeHasThisSnippet(String readme) throws IOException {
    List<String> ofReadme = blocks(readme, "```java\\n(.*?)\\n}\\n```");
    List<String> ofTest = blocks(THIS, " // snippet\\n(.*?)\\n *// end\\n");

    assertThat(ofReadme).isEqualTo(ofTest).hasSize(1);
  }

  private static List<String> blocks(String file, String block) throws IOException {
    return Pattern.compile(block, Pattern.DOTALL)
        .matcher(Files.readString(Path.of(file)))
        .results()
        .map(match -> match.group(1).lines().map(String::strip).collect(Collectors.joining("\n")))
        .toList();
  }
}
