package io.seqsvr.alloc.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.alloc.core.AllocStats;
import io.seqsvr.alloc.grpc.ForwardObserver;
import io.seqsvr.api.time.MonotonicClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Hunts metrics that nobody can look up, and rows of the table in {@code docs/operations.md} for
 * metrics that are not there. Labels, their values and the names for Prometheus are compared, too.
 */
class DocumentedMetricsTest {
  private static final Path PAGE = Path.of("../docs/operations.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(seqsvr\\.alloc\\.[a-z.]+)` \\| `([^`]+)` \\| ([^|]+) \\|.*");

  private record Row(String name, String prometheus, String typeAndLabels) {}

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AllocMetrics metrics = new AllocMetrics(registry);
  private final ForwardMetrics forwards = new ForwardMetrics(registry);
  private final AllocGauges gauges =
      new AllocGauges(() -> new AllocStats(1, 2, 3, 4), () -> 0, MonotonicClock.system());

  private List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Row(row.group(1), row.group(2), row.group(3)));
      }
    }
    return rows;
  }

  private List<Meter> registered() {
    gauges.bindTo(registry);
    metrics.onIssued(1);
    forwards.onForwarded(ForwardObserver.Outcome.ANSWERED);
    return registry.getMeters();
  }

  @Test
  void thePageHasARowForEachMetricAndNoOther() throws IOException {
    SortedSet<String> names =
        registered().stream().map(m -> m.getId().getName()).collect(toCollection(TreeSet::new));

    assertThat(rows()).extracting(Row::name).containsExactlyInAnyOrderElementsOf(names);
    // What stands in the text, a runbook for example, is there as well.
    Matcher mentioned =
        Pattern.compile("`(seqsvr\\.alloc\\.[a-z.]+[a-z])[`{]").matcher(Files.readString(PAGE));
    assertThat(mentioned.results().map(m -> m.group(1)).distinct())
        .filteredOn(name -> !names.contains(name))
        .isEmpty();
  }

  @Test
  void eachRowHasTheLabelsAndTheNameForPrometheus() throws IOException {
    List<Meter> meters = registered();
    for (Row row : rows()) {
      for (Meter meter : meters) {
        if (meter.getId().getName().equals(row.name())) {
          assertThat(row.prometheus()).isEqualTo(prometheus(meter.getId()));
          assertThat(row.typeAndLabels()).startsWith(type(meter.getId()));
          for (Tag tag : meter.getId().getTags()) {
            assertThat(row.typeAndLabels()).as(row.name()).contains("`" + tag.getKey() + "`");
            if (!tag.getKey().equals("reason")) {
              assertThat(row.typeAndLabels()).as(row.name()).contains("`" + tag.getValue() + "`");
            }
          }
        }
      }
    }
  }

  private static String type(Meter.Id id) {
    return id.getType().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String prometheus(Meter.Id id) {
    String name = id.getName().replace('.', '_');
    return switch (id.getType()) {
      case COUNTER -> name + "_total";
      case TIMER -> name + "_seconds_{count,sum,max}";
      default -> name;
    };
  }

  @Test
  void labelsHaveFewValues() {
    for (Meter meter : registered()) {
      String values = meter.getId().getTags().stream().map(Tag::getValue).collect(joining());
      assertThat(values).doesNotContainPattern("[0-9]");
    }
    assertThat(registry.getMeters()).hasSizeLessThan(64);
  }
}
