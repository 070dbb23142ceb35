package io.seqsvr.cli.message;

import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.TerminalText;
import io.seqsvr.message.client.Incoming;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One conversation as a person reads it. Messages go to standard output, what went wrong to
 * standard error. Thread-safe; guarded by {@code this}.
 */
final class ChatScreen {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** Puts the further lines of a message below its first one's sender. */
  private static final String INDENT = " ".repeat("HH:mm:ss ".length());

  private static final int QUOTED_CHARS = 40;

  private final Console console;
  private final String user;
  private final ZoneId zone;
  private final CompletableFuture<Void> awaitedShown = new CompletableFuture<>();
  private @Nullable LocalDate day;
  private long shownSeq;
  private long awaitedSeq = Long.MAX_VALUE;

  ChatScreen(Console console, String user, ZoneId zone) {
    this.console = console;
    this.user = user;
    this.zone = zone;
  }

  /** Shows a message; one's own with its seq. */
  synchronized void show(Incoming message) {
    ZonedDateTime time = Instant.ofEpochMilli(message.serverTimeMillis()).atZone(zone);
    if (!time.toLocalDate().equals(day)) {
      day = time.toLocalDate();
      console.out().println("--- " + day + " ---");
    }
    boolean own = message.sender().equals(user);
    String seq = own && message.seq() > 0 ? " #" + message.seq() : "";
    console
        .out()
        .println(
            TIME.format(time)
                + " "
                + TerminalText.of(message.sender())
                + seq
                + ": "
                + text(message));
    shownSeq = Math.max(shownSeq, message.seq());
    announce();
  }

  /** Shows that a message did not come through, or perhaps did not. */
  synchronized void failed(String what, String text, String why) {
    int end =
        text.offsetByCodePoints(0, Math.min(QUOTED_CHARS, text.codePointCount(0, text.length())));
    String quoted = end == text.length() ? text : text.substring(0, end) + "…";
    console.err().println(what + ": '" + TerminalText.of(quoted) + "': " + TerminalText.of(why));
  }

  /** Ends when a message is on the screen. To be called once. */
  synchronized CompletableFuture<Void> whenShown(long seq) {
    awaitedSeq = seq;
    announce();
    return awaitedShown;
  }

  private void announce() {
    if (shownSeq >= awaitedSeq) {
      awaitedShown.complete(null);
    }
  }

  private static String text(Incoming message) {
    return JsonLine.text(message.body())
        .map(text -> String.join("\n" + INDENT, text.lines().map(TerminalText::of).toList()))
        .orElseGet(() -> "(" + message.body().length + " bytes that are no text)");
  }
}
