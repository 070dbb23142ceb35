package io.seqsvr.cli.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which sections are meant; picocli fills it in. */
final class SectionsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--sections",
      paramLabel = "SECTIONS",
      description = "One as 7, some as 0-15 (inclusive), or all.")
  private @Nullable String text;

  /** The sections; empty if none were named. */
  Optional<SectionRange> value() {
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(
        SectionRange.parse(text)
            .orElseThrow(() -> wrong("--sections must be A-B, A or all: " + text)));
  }

  /** These options cannot be used. */
  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
