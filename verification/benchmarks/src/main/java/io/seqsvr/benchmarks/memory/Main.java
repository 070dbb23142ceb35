package io.seqsvr.benchmarks.memory;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.benchmarks.ids.IdSource;
import io.seqsvr.benchmarks.ids.SeqsvrIds;
import io.seqsvr.benchmarks.jmh.ConversationIds;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verification/benchmarks/run --memory}. */
@Command(
    name = "run --memory",
    mixinStandardHelpOptions = true,
    description = "Uses many conversations once and prints the memory that they take.")
final class Main implements Callable<Integer> {
  private static final double MB = 1e6;
  private static final long GOAL_MB = 400;
  private static final int GOAL_CONVERSATIONS = 10_000_000;
  private static final int COLLECTIONS = 3;

  @Option(names = "--conversations", description = "How many; default ${DEFAULT-VALUE}.")
  private int conversations = GOAL_CONVERSATIONS;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

  private Main() {}

  /** Ends with 0 if every conversation has its counter and the goal is met. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() {
    long emptyBytes = usedBytes();
    try (SeqsvrIds ids = SeqsvrIds.open(Duration.ZERO, MonotonicClock.system())) {
      long servingBytes = usedBytes();
      for (int i = 0; i < conversations; i++) {
        if (ids.next(ConversationIds.of(i)) != 1) {
          throw new IllegalStateException("conversation " + i + " did not begin with 1");
        }
      }
      long usedBytes = usedBytes();
      // Afterwards, so that nothing here keeps the counters alive but the allocator.
      check(ids);
      boolean met = conversations < GOAL_CONVERSATIONS || usedBytes < GOAL_MB * MB;
      print(emptyBytes, servingBytes, usedBytes, met);
      return met ? 0 : 1;
    }
  }

  private void check(IdSource ids) {
    for (int i = 0; i < conversations; i++) {
      byte[][] one = {ConversationIds.of(i)};
      long issued = ids.issued(one).orElseThrow();
      if (issued != 1) {
        throw new IllegalStateException("conversation " + i + " counts " + issued);
      }
    }
  }

  private void print(long emptyBytes, long servingBytes, long usedBytes, boolean met) {
    System.out.println("| heap in use after a collection | |");
    System.out.println("|---|---|");
    row("process without a node", "%.1f MB", emptyBytes / MB);
    row("node that serves, no conversation used", "%.1f MB", servingBytes / MB);
    row(String.format(Locale.ROOT, "%d conversations", conversations), "%.1f MB", usedBytes / MB);
    row("bytes a conversation, node included", "%.1f", (double) usedBytes / conversations);
    row("-Xmx", "%.0f MB", Runtime.getRuntime().maxMemory() / MB);
    row("goal: below " + GOAL_MB + " MB for " + GOAL_CONVERSATIONS, "%s", met ? "met" : "**no**");
  }

  private static void row(String name, String pattern, Object value) {
    System.out.println("| " + name + " | " + String.format(Locale.ROOT, pattern, value) + " |");
  }

  /** What is reachable. Soft and weak references survive a collection at most twice. */
  private long usedBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
