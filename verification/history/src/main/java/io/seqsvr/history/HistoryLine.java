package io.seqsvr.history;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;

/**
 * One line of a history: the fields of a JSON object, with checked access. Values are {@link
 * String}, {@link Boolean}, {@link Long}, {@link BigInteger} where a long is too small, or {@link
 * #OTHER}.
 *
 * @param file the file that holds it
 * @param number its line number there, the first being 1
 * @param fields values by name
 */
record HistoryLine(Path file, long number, Map<String, Object> fields) {
  /** Stands for a value of no interest: null, a fraction, an array or an object. */
  static final Object OTHER = new Object();

  HistoryLine {
    fields = Map.copyOf(fields);
  }

  /** Where the line is, for messages. */
  String where() {
    return file + ":" + number;
  }

  /** The text of a field. */
  String text(String name) throws UnusableHistoryException {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw missing(name, "a text");
  }

  /** The value of a field that must be a whole number, whatever its size. */
  BigInteger integer(String name) throws UnusableHistoryException {
    Object value = fields.get(name);
    if (value instanceof Long number) {
      return BigInteger.valueOf(number);
    }
    if (value instanceof BigInteger number) {
      return number;
    }
    throw missing(name, "a whole number");
  }

  /** The value of a field that must be a whole number of 64 bits. */
  long int64(String name) throws UnusableHistoryException {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw missing(name, "a whole number of 64 bits");
  }

  /** The value of a field that may be left out and else must be a whole number of 64 bits. */
  long int64(String name, long fallback) throws UnusableHistoryException {
    return fields.containsKey(name) ? int64(name) : fallback;
  }

  /** The value of a field that may be left out, which is false, and else must be true or false. */
  boolean flag(String name) throws UnusableHistoryException {
    Object value = fields.getOrDefault(name, false);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw missing(name, "true or false");
  }

  private UnusableHistoryException missing(String name, String expected) {
    Object value = fields.get(name);
    String found = value == null ? "missing" : value == OTHER ? "of another type" : "" + value;
    return new UnusableHistoryException(
        where() + ": field " + name + " must be " + expected + ": " + found);
  }
}
