package io.seqsvr.api.key;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * XXH3-64 with seed 0 over everything that was added, in its order: numbers as little-endian bytes,
 * and bytes as they are. It notices damage, not malice.
 *
 * <p>Not thread-safe.
 */
public final class Checksum {
  private final HashStream64 stream = Hashing.xxh3_64().hashStream();

  /** Adds four bytes. */
  public Checksum add(int value) {
    stream.putInt(value);
    return this;
  }

  /** Adds eight bytes. */
  public Checksum add(long value) {
    stream.putLong(value);
    return this;
  }

  /** Adds bytes, but not their number. */
  public Checksum add(byte[] bytes) {
    stream.putBytes(bytes);
    return this;
  }

  /** The checksum of what has been added so far. */
  public long value() {
    return stream.getAsLong();
  }
}
