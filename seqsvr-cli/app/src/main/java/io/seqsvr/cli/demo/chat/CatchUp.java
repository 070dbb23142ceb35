package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.message.client.ConversationInfo;
import io.seqsvr.message.client.Conversations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The end of a run: every device has to show all that its user may see. Run twice: those that are
 * connected stay so at first, for a connection that stays has to bring the last message too; then
 * all connect anew.
 */
final class CatchUp {
  private static final long POLL_NANOS = Duration.ofMillis(100).toNanos();
  private static final long TELL_NANOS = Duration.ofSeconds(3).toNanos();

  private final Board board;
  private final Devices devices;
  private final Conversations conversations;
  private final ProgressDisplay display;

  CatchUp(Board board, Devices devices, Conversations conversations, ProgressDisplay display) {
    this.board = board;
    this.devices = devices;
    this.conversations = conversations;
    this.display = display;
  }

  /**
   * Connects the devices and waits for them.
   *
   * @param timeoutNanos longest wait
   * @return what is missing, one line a device; empty if nothing is
   */
  List<String> run(long timeoutNanos) {
    Map<Device, Map<String, Long>> owed = new HashMap<>();
    for (Device device : devices.all()) {
      device.come();
      owed.put(device, heads(device.user()));
    }
    long begun = board.clock().nanoTime();
    long told = begun;
    while (true) {
      owed.entrySet().removeIf(entry -> isSettled(entry.getKey(), entry.getValue()));
      long now = board.clock().nanoTime();
      if (owed.isEmpty() || now - begun >= timeoutNanos) {
        return missing(owed);
      }
      if (now - told >= TELL_NANOS) {
        told = now;
        display.say(owed.size() + " of " + devices.all().size() + " devices are catching up");
      }
      if (!board.progress().pause(POLL_NANOS)) {
        return missing(owed);
      }
    }
  }

  /**
   * Waits until a message has been delivered once more: one acknowledgement in three was lost, and
   * the service sends again what is not acknowledged.
   */
  void awaitRedelivery(long timeoutNanos) {
    long begun = board.clock().nanoTime();
    while (devices.counters().redeliveries() == 0
        && board.clock().nanoTime() - begun < timeoutNanos
        && board.progress().pause(POLL_NANOS)) {
      Thread.onSpinWait();
    }
  }

  /** The heads that the service tells, and at least what it has accepted from us. */
  private Map<String, Long> heads(String user) {
    Map<String, Long> heads = new HashMap<>();
    for (ConversationInfo info : conversations.list(user)) {
      long visible = Math.min(info.headSeq(), info.leftSeq().orElse(Long.MAX_VALUE));
      heads.put(info.conversation(), Math.max(visible, board.ledger().head(info.conversation())));
    }
    heads.values().removeIf(head -> head == 0);
    return heads;
  }

  private static boolean isSettled(Device device, Map<String, Long> owed) {
    Iterator<Map.Entry<String, Long>> left = owed.entrySet().iterator();
    while (left.hasNext()) {
      Map.Entry<String, Long> head = left.next();
      if (device.shownTo(head.getKey()) >= head.getValue()) {
        left.remove();
      }
    }
    return owed.isEmpty();
  }

  private static List<String> missing(Map<Device, Map<String, Long>> owed) {
    List<String> lines = new ArrayList<>();
    owed.forEach(
        (device, heads) ->
            heads.entrySet().stream()
                .findFirst()
                .ifPresent(head -> lines.add(line(device, head, heads.size()))));
    return lines;
  }

  private static String line(Device device, Map.Entry<String, Long> head, int conversations) {
    return String.format(
        "the device of %s has not caught up in %d conversations, for example %s: at %d of %d",
        device.user(),
        conversations,
        head.getKey(),
        device.shownTo(head.getKey()),
        head.getValue());
  }
}
