package io.seqsvr.message.server.config;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.message.server.delivery.DeliveryObserver.Drop;
import io.seqsvr.message.server.delivery.Downlink.GoAway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Hunts metrics that nobody can look up, and rows of the table in {@code docs/operations.md} for
 * metrics that are not there.
 */
class DocumentedMetricsTest {
  private static final Path PAGE = Path.of("../../docs/operations.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`seqsvr\\.message\\.[^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`(seqsvr\\.message\\.[a-z.]+)`");

  /** Registered where the parts are put together, which takes a database. */
  private static final List<String> GAUGES =
      List.of("seqsvr.message.connections", "seqsvr.message.queued");

  @Test
  void thePageHasEachMetricAndNoOther() throws IOException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    LaneMetrics lanes = new LaneMetrics(registry);
    lanes.onQueued(1);
    DeliveryMetrics delivery = new DeliveryMetrics(registry);
    Stream.of(GoAway.Reason.values()).forEach(delivery::sentAway);
    Stream.of(Drop.values()).forEach(delivery::droppedTransient);
    SortedSet<String> names =
        registry.getMeters().stream()
            .map(meter -> meter.getId().getName())
            .collect(toCollection(TreeSet::new));
    names.addAll(GAUGES);

    List<String> documented =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .map(row -> row.group(1))
            .flatMap(cell -> NAME.matcher(cell).results())
            .map(name -> name.group(1))
            .toList();

    assertThat(documented).containsExactlyInAnyOrderElementsOf(names);
  }
}
