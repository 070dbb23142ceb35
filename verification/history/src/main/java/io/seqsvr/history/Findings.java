package io.seqsvr.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Violations found so far: all are counted, the first few of each kind are kept. */
final class Findings {
  private static final int SAMPLES_PER_KIND = 5;

  private final Map<Violation.Kind, Long> counts = new EnumMap<>(Violation.Kind.class);
  private final List<Violation> samples = new ArrayList<>();

  void add(Violation.Kind kind, Supplier<String> text) {
    if (counts.merge(kind, 1L, Long::sum) <= SAMPLES_PER_KIND) {
      samples.add(new Violation(kind, text.get()));
    }
  }

  Map<Violation.Kind, Long> counts() {
    return counts;
  }

  List<Violation> samples() {
    return samples;
  }
}
