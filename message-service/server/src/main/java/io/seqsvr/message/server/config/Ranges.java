package io.seqsvr.message.server.config;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Checks of settings; a failure names the key, the range and the value. */
final class Ranges {
  private Ranges() {}

  static void check(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(key + " must be " + min + ".." + max + ": " + value);
    }
  }

  static void check(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + " must be " + min.toMillis() + "ms.." + max.toMillis() + "ms: " + value);
    }
  }

  static void check(String key, DataSize value, DataSize min, DataSize max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + " must be " + min.toKilobytes() + "KB.." + max.toKilobytes() + "KB: " + value);
    }
  }
}
