package io.seqsvr.cli.demo.stage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How tiers are started as child processes.
 *
 * @param program the command that runs this program again, up to its arguments
 * @param logs existing directory for what the tiers say
 * @param guard takes charge of them
 */
public record TierCommands(List<String> program, Path logs, ServiceGuard guard) {
  /** Copies the list. */
  public TierCommands {
    program = List.copyOf(program);
  }

  /**
   * A tier that is not started.
   *
   * @param command of this program that runs it, for example {@code alloc}
   * @param name what it is called in messages
   * @param log name of the file for what it says
   * @param secrets environment variables of its own
   */
  public ChildTier tier(
      String command, String name, String log, TierSettings settings, Map<String, String> secrets) {
    List<String> line = new ArrayList<>(program);
    line.add(command);
    line.add("--exit-with-parent");
    new TreeMap<>(settings.asMap())
        .forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
    return new ChildTier(new ChildService.Launch(name, line, secrets, logs.resolve(log)), guard);
  }
}
