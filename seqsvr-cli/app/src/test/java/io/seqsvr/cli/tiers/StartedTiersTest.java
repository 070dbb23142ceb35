package io.seqsvr.cli.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Hunts a part that is closed while another one still calls it, and one that is not closed. */
final class StartedTiersTest {
  private final StartedTiers tiers = new StartedTiers("x");
  private final List<String> closed = new ArrayList<>();

  @Test
  void whatCallsIsClosedBeforeWhatIsCalled() {
    for (String part : List.of("store", "alloc", "message")) {
      AutoCloseable unused = tiers.add(() -> closed.add(part));
    }

    tiers.close();
    tiers.close();

    assertThat(closed).containsExactly("message", "alloc", "store");
  }

  @Test
  void aPartThatCannotBeClosedKeepsNoOtherFromIt() {
    AutoCloseable first = tiers.add(() -> closed.add("store"));
    AutoCloseable second =
        tiers.add(
            () -> {
              throw new IllegalStateException("closed already");
            });
    assertThat(first).isNotSameAs(second);

    tiers.close();

    assertThat(closed).containsExactly("store");
  }

  @Test
  void theFailureOfAnyPartIsTheFailureOfAll() {
    CompletableFuture<Void> alloc = new CompletableFuture<>();
    CompletableFuture<Void> message = new CompletableFuture<>();
    tiers.failWith(alloc);
    tiers.failWith(message);
    assertThat(tiers.failure()).isNotDone();

    message.completeExceptionally(new IllegalStateException("lanes lost"));

    assertThat(tiers.failure()).isCompletedExceptionally();
  }
}
