package io.seqsvr.bench.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the server process is told over its standard input, where no other user can read it: a line
 * {@code name=value} each, and an empty line at the end. {@link #toString} leaves the values out.
 *
 * @param values by name; names that begin with {@code seqsvr.} are settings of a service
 */
record ServerSettings(Map<String, String> values) {
  static final String DIRECTORY = "directory";
  static final String STORE_URL = "store-url";
  static final String MESSAGE_URL = "message-url";
  static final String USER = "user";
  static final String PASSWORD = "password";

  ServerSettings {
    values = Map.copyOf(values);
    values.forEach(
        (name, value) -> {
          if ((name + value).indexOf('\n') >= 0 || name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("not a setting: " + name);
          }
        });
  }

  String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("setting is missing: " + name);
    }
    return value;
  }

  /** The settings of one service that were asked for, by a prefix like {@code seqsvr.store.}. */
  Map<String, String> of(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name, value);
          }
        });
    return found;
  }

  String toLines() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
        .collect(Collectors.joining("", "", "\n"));
  }

  static ServerSettings read(BufferedReader lines) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
      int equals = line.indexOf('=');
      values.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return new ServerSettings(values);
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
