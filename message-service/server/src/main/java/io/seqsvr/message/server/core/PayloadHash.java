package io.seqsvr.message.server.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a message says, in 32 bytes: SHA-256 over kind, counted and body. Two sends with the same
 * key and another hash are a conflict. Part of the data model: a change would turn repeats into
 * conflicts. Immutable, compared by content.
 */
public final class PayloadHash {
  /** Number of bytes. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private PayloadHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The hash of what a draft says. */
  static PayloadHash of(MessageKind kind, boolean counted, Body body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          ByteBuffer.allocate(5).putInt(kind.code()).put((byte) (counted ? 1 : 0)).flip());
      return new PayloadHash(digest.digest(body.toBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A hash that was stored. */
  public static PayloadHash ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash has " + BYTES + " bytes: " + bytes.length);
    }
    return new PayloadHash(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PayloadHash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
