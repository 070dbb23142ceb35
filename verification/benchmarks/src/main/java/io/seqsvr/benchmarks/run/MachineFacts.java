package io.seqsvr.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The machine as the system describes it; what the system does not tell is "unknown". Stateless.
 */
final class MachineFacts {
  private static final String UNKNOWN = "unknown";
  private static final long KIB_PER_GIB = 1L << 20;

  private MachineFacts() {}

  /** Name and value of each. */
  static List<List<String>> all() {
    List<List<String>> facts = new ArrayList<>();
    facts.add(
        List.of(
            "processor, cores",
            field(Path.of("/proc/cpuinfo"), "model name")
                + ", "
                + Runtime.getRuntime().availableProcessors()));
    facts.add(List.of("memory", memory()));
    facts.add(
        List.of("system", System.getProperty("os.name") + " " + System.getProperty("os.version")));
    facts.add(
        List.of("JDK", System.getProperty("java.vm.name") + " " + Runtime.version().toString()));
    return facts;
  }

  /** Load average of the last minute. */
  static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).replaceFirst(" .*\\s*", "");
    } catch (IOException notLinux) {
      return UNKNOWN;
    }
  }

  private static String memory() {
    String total = field(Path.of("/proc/meminfo"), "MemTotal").replaceFirst(" kB$", "");
    return total.matches("\\d+") ? Long.parseLong(total) / KIB_PER_GIB + " GiB" : UNKNOWN;
  }

  private static String field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException notLinux) {
      return UNKNOWN;
    }
  }
}
