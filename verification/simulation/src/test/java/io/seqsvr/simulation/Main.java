package io.seqsvr.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command: many seeds with progress, or one with everything that happens in it. */
public final class Main {
  private static final long MANY = 2_000;

  private Main() {}

  /** See {@code verification/simulation/run}. */
  public static void main(String[] args) throws IOException {
    long seeds = MANY;
    long from = 1;
    long minutes = 0;
    int failures = 20;
    @Nullable Long replayed = null;
    @Nullable Path history = null;
    Iterator<String> words = List.of(args).iterator();
    while (words.hasNext()) {
      String option = words.next();
      if (!words.hasNext()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = words.next();
      switch (option) {
        case "--seeds" -> seeds = Long.parseLong(value);
        case "--from" -> from = Long.parseLong(value);
        case "--minutes" -> {
          minutes = Long.parseLong(value);
          seeds = Long.MAX_VALUE;
        }
        case "--failures" -> failures = Integer.parseInt(value);
        case "--seed" -> replayed = Long.parseLong(value);
        case "--history" -> history = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (replayed == null) {
      System.exit(new Seeds(out, failures).run(from, seeds, minutes) ? 0 : 1);
    } else {
      System.exit(replay(replayed, history, out) ? 0 : 1);
    }
  }

  private static boolean replay(long seed, @Nullable Path history, PrintStream out)
      throws IOException {
    Simulation.Result result =
        Simulation.replay(
            seed,
            new Worker.Pool(),
            new PrintStream(System.out, false, StandardCharsets.UTF_8),
            history);
    out.println(result.totals());
    if (result.failure() != null) {
      out.println("seed " + seed + " FAILED: " + result.reason());
      result.failure().printStackTrace(out);
      return false;
    }
    out.println("seed " + seed + " held, trace " + Long.toHexString(result.hash()));
    return true;
  }
}
