package io.seqsvr.cli.demo.chat;

import static io.seqsvr.cli.console.Quantities.count;
import static io.seqsvr.cli.console.Quantities.duration;
import static io.seqsvr.cli.console.Quantities.rate;

import io.seqsvr.cli.console.TextTable;
import io.seqsvr.cli.demo.grpc.LinkFaults;
import io.seqsvr.cli.demo.stage.Latency;
import io.seqsvr.history.Violation;

/** A summary as rows of label, value and remark. Stateless. */
final class ChatTable {
  private ChatTable() {}

  static TextTable of(ChatSummary summary) {
    TextTable table = new TextTable("lrl");
    traffic(table, summary);
    latency(table, "send latency", "from the call to the receipt", summary.sends());
    latency(table, "end-to-end latency", "from the call to a connected device", summary.endToEnd());
    for (Kill kill : summary.kills()) {
      table.row(
          "outage: " + kill.victim(),
          kill.outageNanos().isPresent() ? duration(kill.outageNanos().getAsLong()) : "no end",
          "from kill -9 until a message sent after it was accepted");
    }
    faults(table, summary);
    promises(table, summary);
    return table;
  }

  private static void traffic(TextTable table, ChatSummary summary) {
    ChatSummary.Size size = summary.size();
    Tally tally = summary.tally();
    table.row("messages", count(tally.get(Tally.Count.ACCEPTED)), "accepted, each once");
    if (tally.get(Tally.Count.ACCEPTED) != size.messages()) {
      table.row(
          "not accepted",
          count(size.messages() - tally.get(Tally.Count.ACCEPTED)),
          count(tally.get(Tally.Count.REFUSED))
              + " refused, "
              + count(tally.get(Tally.Count.UNKNOWN))
              + " unknown");
    }
    if (size.passes() > 1) {
      table.row("trace begun", size.passes() + " times", "it is shorter than the run");
    }
    table.row(
        "conversations",
        count((long) size.groups() + size.pairs()),
        count(size.groups()) + " groups, " + count(size.pairs()) + " single chats");
    table.row("users", count(size.users()), count(size.devices()) + " of them with a device");
    table.row("shown on devices", count(tally.get(Tally.Count.SHOWN)));
    table.row("elapsed", duration(summary.elapsedNanos()));
    table.row("messages/s", rate(tally.get(Tally.Count.ACCEPTED), summary.elapsedNanos()));
    table.row("shows/s", rate(tally.get(Tally.Count.SHOWN), summary.elapsedNanos()));
  }

  private static void latency(TextTable table, String name, String remark, Latency latency) {
    table.row(name + " p50", duration(latency.p50Nanos()), remark);
    table.row(name + " p99", duration(latency.p99Nanos()));
    table.row(name + " p99.9", duration(latency.p999Nanos()), "of " + count(latency.calls()));
  }

  private static void faults(TextTable table, ChatSummary summary) {
    Tally tally = summary.tally();
    LinkFaults link = summary.link();
    table.row("acknowledgements lost", count(link.acksLost()), "device to service");
    table.row("receipts lost", count(link.receiptsLost()), "service to device");
    table.row(
        "connections cut",
        count(link.cuts()),
        count(summary.clients().connections()) + " made in all");
    table.row(
        "resends",
        count(Math.max(0, summary.clients().sendAttempts() - tally.get(Tally.Count.DEVICE_SENDS))),
        "attempts of devices beyond the first");
    table.row(
        "duplicates suppressed",
        count(tally.get(Tally.Count.DUPLICATES)),
        count(tally.get(Tally.Count.REPEATS_CONFIRMED)) + " sent again on purpose");
    table.row("conflicts refused", count(tally.get(Tally.Count.CONFLICTS_REFUSED)));
    table.row(
        "redeliveries",
        count(summary.clients().redeliveries()),
        count(summary.clients().dropped()) + " messages came again and were not shown again");
    table.row("gaps pulled", count(summary.clients().pulls()));
  }

  private static void promises(TextTable table, ChatSummary summary) {
    table.row(
        "order violations",
        count(
            violations(
                summary, Violation.Kind.SEND_ORDER, Violation.Kind.SKIPPED, Violation.Kind.CHAIN)));
    table.row("lost", count(violations(summary, Violation.Kind.LOST)), "conversations of a device");
    table.row("shown twice", count(violations(summary, Violation.Kind.SHOWN_ONCE_IN_ORDER)));
    table.row(
        "stored twice or never sent",
        count(violations(summary, Violation.Kind.ONE_MESSAGE, Violation.Kind.PHANTOM)));
    table.row(
        "unread counts wrong",
        count(summary.unread().wrong()),
        "of " + count(summary.unread().compared()) + " compared");
  }

  private static long violations(ChatSummary summary, Violation.Kind... kinds) {
    long sum = 0;
    for (Violation.Kind kind : kinds) {
      sum += summary.verdict().violations(kind);
    }
    return sum;
  }
}
