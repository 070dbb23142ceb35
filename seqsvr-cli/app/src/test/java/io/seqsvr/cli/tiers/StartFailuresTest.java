package io.seqsvr.cli.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.ClusterMismatchException;
import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.MariaDbConfig;
import io.seqsvr.store.config.StoreServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts a failed start that says "Broken pipe" and not what was tried. */
@Timeout(120)
final class StartFailuresTest {
  @Test
  void storeWithoutDatabaseSaysItsUrl() {
    Throwable failure =
        catchThrowable(
            () ->
                StoreServer.start(
                    Map.of(
                        "seqsvr.store.database.url", "jdbc:mysql://127.0.0.1:1/nowhere",
                        "seqsvr.store.grpc.port", "0")));

    assertThat(explain("store", failure))
        .startsWith("store cannot start: cannot use the database jdbc:mysql://127.0.0.1:1/nowhere")
        .doesNotContain("\n");
  }

  @Test
  void databaseThatEndsSaysTheLastLineOfItsLog(@TempDir Path directory) {
    MariaDbConfig defaults = MariaDbConfig.of(directory, "seqsvr");
    MariaDbConfig wrong =
        new MariaDbConfig(
            defaults.directory(),
            defaults.binariesCache(),
            defaults.databases(),
            defaults.bufferPoolMegabytes(),
            defaults.startTimeout(),
            defaults.stopTimeout(),
            List.of("--no-such-option-of-mariadbd"));
    Throwable failure = catchThrowable(() -> EmbeddedMariaDb.start(wrong).close());

    assertThat(explain("standalone", failure))
        .startsWith("standalone cannot start: mariadbd ended with")
        .contains("no-such-option-of-mariadbd")
        .endsWith("Aborting")
        .doesNotContain("\n");
  }

  @Test
  void failureOfOthersIsToldByItsInnermostReason() {
    Throwable inner = catchThrowable(() -> Integer.parseInt("no number"));
    Throwable outer = new ExecutionException(inner);

    assertThat(explain("alloc", outer))
        .isEqualTo("alloc cannot start: For input string: \"no number\"");
  }

  @Test
  void aNodeBesideAnotherClustersTreeNamesBothClusters() {
    ClusterIdentity tree = new ClusterIdentity("a".repeat(32), 1_024, "xxh3-64");
    ClusterIdentity store = new ClusterIdentity("b".repeat(32), 64, "xxh3-64");
    String what = String.valueOf(new ClusterMismatchException(tree, store).getMessage());
    Throwable failure =
        new ExecutionException(SeqsvrException.of(ErrorReason.CLUSTER_MISMATCH, what));

    assertThat(explain("alloc", failure))
        .isEqualTo(
            "alloc cannot start: CLUSTER_MISMATCH: the coordination tree belongs to cluster "
                + tree.id()
                + " (1024 sections, xxh3-64), the store to cluster "
                + store.id()
                + " (64 sections, xxh3-64)");
  }

  @Test
  void longTextKeepsItsFirstAndLastLine() {
    String text = "first\n" + ("x".repeat(100) + "\n").repeat(20) + "last\n";

    assertThat(StartFailures.oneLine(text)).startsWith("first; ...; x").endsWith("; last");
  }

  private static String explain(String part, Throwable failure) {
    return String.valueOf(StartFailures.explain(part, failure).getMessage());
  }
}
