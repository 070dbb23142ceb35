package io.seqsvr.cli.demo.seqs;

import static io.seqsvr.cli.console.Quantities.count;
import static io.seqsvr.cli.console.Quantities.duration;
import static io.seqsvr.cli.console.Quantities.rate;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.cli.console.TextTable;
import io.seqsvr.cli.demo.stage.Latency;
import io.seqsvr.history.Violation;
import java.util.Map;
import java.util.stream.Collectors;

/** A summary as rows of label, value and remark. Stateless. */
final class SummaryTable {
  private SummaryTable() {}

  static TextTable of(Summary summary) {
    TextTable table = new TextTable("lrl");
    traffic(table, summary);
    latency(table, "", summary.calm());
    Summary.Trouble trouble = summary.trouble();
    if (trouble != null) {
      trouble(table, trouble);
    }
    Summary.Move takeOver = summary.takeOver();
    if (takeOver != null) {
      takeOver(table, takeOver);
    }
    retries(table, summary);
    promises(table, summary);
    return table;
  }

  private static void traffic(TextTable table, Summary summary) {
    Summary.Trouble trouble = summary.trouble();
    table.row("calls", count(summary.served()), "messages that got their seq");
    if (summary.served() < summary.messages()) {
      table.row("not served", count(summary.messages() - summary.served()));
    }
    if (summary.passes() > 1) {
      table.row("trace begun", summary.passes() + " times", "it is shorter than the run");
    }
    table.row("conversations", count(summary.conversations()));
    table.row("elapsed", duration(summary.elapsedNanos()));
    if (summary.takeOver() != null) {
      String remark = "with the take-over";
      table.row("seqs/s", rate(summary.served(), summary.elapsedNanos()), remark);
    } else if (trouble == null) {
      table.row("seqs/s", rate(summary.served(), summary.elapsedNanos()));
    } else {
      long healthy = summary.elapsedNanos() - trouble.frozenNanos() - trouble.outageNanos();
      long served = summary.served() - trouble.servedWhileFrozen();
      table.row("seqs/s", rate(served, healthy), "outside freeze and outage");
    }
  }

  private static void latency(TextTable table, String which, Latency latency) {
    String calls = count(latency.calls()) + " calls";
    table.row("latency p50" + which, duration(latency.p50Nanos()), calls);
    table.row("latency p99" + which, duration(latency.p99Nanos()));
    table.row("latency p99.9" + which, duration(latency.p999Nanos()));
  }

  private static void trouble(TextTable table, Summary.Trouble trouble) {
    Latency overlapping = trouble.overlapping();
    table.row(
        "database frozen",
        duration(trouble.frozenNanos()),
        count(trouble.servedWhileFrozen()) + " seqs served from memory meanwhile");
    table.row("outage", duration(trouble.outageNanos()), "from kill -9 to the next seq");
    table.row("restart", duration(trouble.restartNanos()), "from start to READY");
    table.row(
        "longest wait",
        duration(overlapping.maxNanos()),
        "of the " + count(overlapping.calls()) + " calls that met freeze or outage");
    table.row(
        "largest jump at the crash",
        count(trouble.largestJump()),
        trouble.jumpConversation().isEmpty()
            ? ""
            : "seqs skipped in " + trouble.jumpConversation());
  }

  private static void takeOver(TextTable table, Summary.Move move) {
    int others = move.nodes() - 1;
    table.row("alloc nodes", count(move.nodes()), move.victim() + " was killed (kill -9)");
    table.row(
        "sections taken over",
        count(move.sectionsMoved()),
        "of " + count(move.sections()) + ", by " + (others == 1 ? "the other one" : "the others"));
    seen(table, "moved keys", "on keys of " + move.victim(), move.moved());
    seen(table, "other keys", "on keys of nodes that lived", move.others());
    table.row(
        "largest jump of moved keys",
        count(move.largestJump()),
        move.jumpConversation().isEmpty() ? "" : "seqs skipped in " + move.jumpConversation());
  }

  private static void seen(TextTable table, String name, String which, Summary.Seen seen) {
    if (seen.answersAfter() == 0) {
      table.row("outage, " + name, "none", "no call came after the kill " + which);
      return;
    }
    table.row(
        "outage, " + name,
        duration(seen.silenceNanos()),
        "longest time without an answer " + which);
    table.row("longest wait, " + name, duration(seen.longestWaitNanos()), "of one call");
  }

  private static void retries(TextTable table, Summary summary) {
    long refused = summary.refusals().values().stream().mapToLong(Long::longValue).sum();
    table.row("refused, tried again", count(refused), reasons(summary.refusals()));
    table.row("no answer, tried again", count(summary.unknown()));
  }

  private static void promises(TextTable table, Summary summary) {
    table.row("order violations", count(summary.verdict().violations(Violation.Kind.ORDERED)));
    table.row("duplicates", count(summary.verdict().violations(Violation.Kind.UNIQUE)));
  }

  private static String reasons(Map<ErrorReason, Long> refusals) {
    return refusals.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + " " + count(entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
