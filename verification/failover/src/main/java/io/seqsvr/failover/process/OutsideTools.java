package io.seqsvr.failover.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs that are no part of this repository and widen a test where they are there. */
public final class OutsideTools {
  private OutsideTools() {}

  /**
   * Looks for a program.
   *
   * @param variable environment variable that names it
   * @param name where the variable is not set: {@code ../shared/bin/NAME} beside the repository
   */
  public static Optional<Path> find(String variable, String name) {
    String named = System.getenv(variable);
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolve("../shared/bin").resolve(name).normalize();
      if (Files.isExecutable(beside)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }
}
