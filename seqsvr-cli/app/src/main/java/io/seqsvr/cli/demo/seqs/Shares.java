package io.seqsvr.cli.demo.seqs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Which caller serves which messages, each message by exactly one. Immutable. */
@FunctionalInterface
interface Shares {
  /** The messages of a caller, ascending. */
  PrimitiveIterator.OfInt of(int caller);

  /** One after the other, to each in turn. */
  static Shares inTurn(int messages, int callers) {
    return caller -> IntStream.iterate(caller, m -> m < messages, m -> m + callers).iterator();
  }

  /**
   * Callers of groups of messages, to each of a group in turn: callers that are held up in one
   * group leave the others alone.
   *
   * @param callers at least as many as there are groups
   * @param groupOf the group of a message
   */
  static Shares byGroup(int messages, int callers, IntFunction<String> groupOf) {
    Map<String, IntStream.Builder> builders = new LinkedHashMap<>();
    for (int message = 0; message < messages; message++) {
      builders.computeIfAbsent(groupOf.apply(message), g -> IntStream.builder()).add(message);
    }
    List<int[]> groups = new ArrayList<>();
    builders.values().forEach(builder -> groups.add(builder.build().toArray()));
    int count = groups.size();
    if (callers < count) {
      throw new IllegalArgumentException("callers must be >= " + count + ": " + callers);
    }
    return caller -> {
      int[] group = groups.get(caller % count);
      int callersOfGroup = (callers - caller % count + count - 1) / count;
      return IntStream.iterate(caller / count, i -> i < group.length, i -> i + callersOfGroup)
          .map(i -> group[i])
          .iterator();
    };
  }
}
