package io.seqsvr.cli.trace;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a trace, read one at a time: CSV with the header {@value #HEADER}, plain or
 * compressed with gzip (told by its first bytes, not by its name). Not thread-safe.
 */
public final class TraceReader implements AutoCloseable {
  static final String HEADER = "t_ms,channel,event,user,to_user,text_bytes";

  private static final String SHIPPED_WEEK = "/trace/chat-week.csv.gz";
  private static final int MAX_NAME_LENGTH = 64;
  private static final int MAX_QUOTED_LENGTH = 40;

  private final String name;
  private final BufferedReader lines;
  private long lineNumber;

  private TraceReader(String name, InputStream bytes) throws IOException {
    this.name = name;
    this.lines =
        new BufferedReader(new InputStreamReader(plain(bytes), StandardCharsets.UTF_8), 1 << 16);
    String header = readLine();
    if (header == null || !header.equals(HEADER)) {
      throw new TraceFormatException(
          name + ":1: header must be " + HEADER + ": " + (header == null ? "" : quoted(header)));
    }
  }

  /** Opens a trace file and checks its header. */
  public static TraceReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new TraceFormatException(file + " is a directory, not a trace");
    }
    return open(file.toString(), Files.newInputStream(file));
  }

  /** Opens the week that is shipped with this program. */
  public static TraceReader openShippedWeek() throws IOException {
    InputStream bytes = TraceReader.class.getResourceAsStream(SHIPPED_WEEK);
    if (bytes == null) {
      throw new NoSuchFileException(SHIPPED_WEEK);
    }
    return open("chat-week.csv.gz", bytes);
  }

  static TraceReader open(String name, InputStream bytes) throws IOException {
    try {
      return new TraceReader(name, bytes);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * The next event, or null at the end.
   *
   * @throws TraceFormatException naming the line and the field that is wrong
   */
  public @Nullable ChatEvent read() throws IOException {
    String line = readLine();
    if (line == null) {
      return null;
    }
    String[] fields = line.split(",", -1);
    if (fields.length != 6) {
      throw wrong("line", "6 fields", line);
    }
    return new ChatEvent(
        number("t_ms", fields[0], Long.MAX_VALUE),
        word("channel", fields[1]),
        kind(fields[2]),
        word("user", fields[3]),
        fields[4].isEmpty() ? "" : word("to_user", fields[4]),
        (int) number("text_bytes", fields[5], Integer.MAX_VALUE));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private @Nullable String readLine() throws IOException {
    lineNumber++;
    try {
      return lines.readLine();
    } catch (EOFException e) {
      throw new TraceFormatException(name + ":" + lineNumber + ": compressed data is cut off");
    } catch (ZipException e) {
      throw new TraceFormatException(name + ":" + lineNumber + ": compressed data is damaged");
    }
  }

  private ChatEvent.Kind kind(String text) throws TraceFormatException {
    return switch (text) {
      case "M" -> ChatEvent.Kind.MESSAGE;
      case "J" -> ChatEvent.Kind.JOIN;
      case "Q" -> ChatEvent.Kind.QUIT;
      default -> throw wrong("event", "M, J or Q", text);
    };
  }

  private String word(String field, String text) throws TraceFormatException {
    if (text.isEmpty() || text.length() > MAX_NAME_LENGTH) {
      throw wrong(field, "1.." + MAX_NAME_LENGTH + " characters", text);
    }
    return text;
  }

  private long number(String field, String text, long max) throws TraceFormatException {
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= max) {
        return value;
      }
    } catch (NumberFormatException notEvenANumber) {
      throw wrong(field, "0.." + max, text);
    }
    throw wrong(field, "0.." + max, text);
  }

  private TraceFormatException wrong(String field, String limit, String value) {
    return new TraceFormatException(
        name + ":" + lineNumber + ": " + field + " must be " + limit + ": " + quoted(value));
  }

  private static String quoted(String text) {
    boolean fits = text.length() <= MAX_QUOTED_LENGTH;
    String shown = fits ? text : text.substring(0, MAX_QUOTED_LENGTH) + "…";
    return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
  }

  private static InputStream plain(InputStream bytes) throws IOException {
    BufferedInputStream start = new BufferedInputStream(bytes, 1 << 16);
    start.mark(2);
    boolean compressed = start.read() == 0x1f && start.read() == 0x8b;
    start.reset();
    return compressed ? new GZIPInputStream(start, 1 << 16) : start;
  }
}
