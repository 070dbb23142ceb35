package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a single tier's settings come from; picocli fills it in. */
final class SingleTierOptions {
  /** System property with the directory that holds {@code conf}; the launcher sets it. */
  private static final String HOME_PROPERTY = "seqsvr.home";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML. Default: conf/${COMMAND-NAME}.yml of this installation.")
  private @Nullable Path configFile;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description =
          "One setting, stronger than the environment, which is stronger than the file."
              + " May be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--exit-with-parent",
      hidden = true,
      description = "End as after SIGTERM when standard input ends.")
  private boolean exitWithParent;

  /** Whether the process ends with the one that started it. */
  boolean exitsWithParent() {
    return exitWithParent;
  }

  TierPlan plan(TierPlan.Tier tier) throws CommandFailedException {
    for (String setting : settings) {
      if (setting.indexOf('=') < 1) {
        throw new ParameterException(
            spec.commandLine(), "--set must be KEY=VALUE: '" + setting + "'");
      }
    }
    return new TierPlan.Single(tier, configFile(tier), settings);
  }

  private @Nullable Path configFile(TierPlan.Tier tier) throws CommandFailedException {
    if (configFile != null) {
      if (!Files.isReadable(configFile)) {
        throw new CommandFailedException(configFile + " is no readable file");
      }
      return configFile;
    }
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      return null;
    }
    Path shipped = Path.of(home, "conf", tier.label() + ".yml");
    return Files.isReadable(shipped) ? shipped : null;
  }
}
