package io.seqsvr.history;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The lines of one history file, read one at a time; a name that ends in {@code .gz} is
 * decompressed. A last line that is not JSON was torn when its writer was killed: it is left out
 * and reported by {@link #torn()}. Not thread-safe.
 */
final class HistoryReader implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final BufferedReader lines;
  private long lineNumber;
  private boolean torn;

  private HistoryReader(Path file, BufferedReader lines) {
    this.file = file;
    this.lines = lines;
  }

  static HistoryReader open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      InputStream plain =
          file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
      return new HistoryReader(
          file, new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), 1 << 16));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * The next line that is not blank, or null at the end of the file.
   *
   * @throws UnusableHistoryException if a line other than the last is not JSON, or one is no object
   */
  @Nullable HistoryLine read() throws IOException, UnusableHistoryException {
    for (String text = readText(); text != null; text = readText()) {
      if (text.isBlank()) {
        continue;
      }
      Map<String, Object> fields = parse(text);
      if (fields != null) {
        return new HistoryLine(file, lineNumber, fields);
      }
      String suspect = where();
      if (readText() != null) {
        throw new UnusableHistoryException(suspect + " is not JSON");
      }
      torn = true;
    }
    return null;
  }

  /** Whether the file ends in the middle of a line; final once {@link #read} has returned null. */
  boolean torn() {
    return torn;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private String where() {
    return file + ":" + lineNumber;
  }

  /** The next line; a compressed file that was cut off ends where it was cut. */
  private @Nullable String readText() throws IOException {
    try {
      String text = lines.readLine();
      lineNumber++;
      return text;
    } catch (EOFException e) {
      torn = true;
      return null;
    }
  }

  /** The fields of a line, or null if it is not JSON. */
  private @Nullable Map<String, Object> parse(String text) throws UnusableHistoryException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      boolean object = json.nextToken() == JsonToken.START_OBJECT;
      Map<String, Object> fields = new HashMap<>();
      if (object) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          fields.put(name, value(json, json.nextToken()));
        }
      } else {
        json.skipChildren();
      }
      if (json.nextToken() != null) {
        return null;
      }
      if (!object) {
        throw new UnusableHistoryException(where() + " is no object");
      }
      return fields;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static Object value(JsonParser json, JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> json.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? json.getBigIntegerValue()
              : (Object) json.getLongValue();
      default -> {
        json.skipChildren();
        yield HistoryLine.OTHER;
      }
    };
  }
}
