package io.seqsvr.failover.load;

import io.seqsvr.failover.process.OutsideTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An independent judge of histories, which is no part of this repository. Stateless. */
public final class OtherJudge {
  private static final long LIMIT_SECONDS = 600;

  private OtherJudge() {}

  /** Where it is. */
  public static Optional<Path> find() {
    return OutsideTools.find("SEQSVR_CHECK_HISTORY", "check-history");
  }

  /** What it has to say against a history; empty if every promise held, or there is no judge. */
  public static Optional<String> complaint(Path history) throws IOException, InterruptedException {
    Optional<Path> judge = find();
    if (judge.isEmpty()) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(judge.get().toString(), history.toString())
            .redirectErrorStream(true)
            .start();
    String says = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return Optional.of("no judgement of " + history + " in " + LIMIT_SECONDS + " s");
    }
    return process.exitValue() == 0 ? Optional.empty() : Optional.of(says);
  }
}
