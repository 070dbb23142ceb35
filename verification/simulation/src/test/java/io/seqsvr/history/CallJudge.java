package io.seqsvr.history;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checker's judgement over calls that are in memory, without a file. */
public final class CallJudge {
  private static final Path MEMORY = Path.of("call");

  private CallJudge() {}

  /**
   * Judges the calls of one key.
   *
   * @return what is broken, as text; empty if nothing is
   */
  public static List<String> judge(String key, List<NextCall> calls) {
    Findings findings = new Findings();
    List<IssuedBlock> blocks = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      NextCall call = calls.get(i);
      if (call.outcome() == Outcome.OK) {
        blocks.add(
            new IssuedBlock(
                call.startNanos(),
                call.endNanos(),
                call.first(),
                call.first() + call.count() - 1,
                MEMORY,
                i));
      }
    }
    new KeyJudge(key, blocks, findings).judge();
    return findings.samples().stream().map(Violation::toString).toList();
  }
}
