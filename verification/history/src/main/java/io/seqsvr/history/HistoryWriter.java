package io.seqsvr.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A history file being written, one JSON object a line; compressed if its name ends in {@code .gz}.
 *
 * <p>Lines are collected in memory up to {@link #BLOCK_BYTES} and go to the file as one block of
 * whole lines, in a compressed file one gzip member. A process that is killed therefore leaves a
 * file that can be read to its end, at most its last line torn; what it still held in memory is
 * missing, which makes a check weaker and never wrong.
 *
 * <p>Thread-safe; guarded by {@code this}. A caller may wait for another caller's block to be
 * written. After the first failed write every further call fails, so that no line follows a torn
 * one.
 */
public final class HistoryWriter implements AutoCloseable {
  /** Bytes collected before a block is written. */
  static final int BLOCK_BYTES = 1 << 18;

  private static final JsonFactory JSON = new JsonFactory();

  private final FileChannel channel;
  private final boolean compressed;
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK_BYTES + 1024);
  private @Nullable IOException failure;

  private HistoryWriter(FileChannel channel, boolean compressed) {
    this.channel = channel;
    this.compressed = compressed;
  }

  /** Creates the file, or empties it if it exists. */
  public static HistoryWriter create(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    return new HistoryWriter(channel, file.toString().endsWith(".gz"));
  }

  /**
   * Adds one call.
   *
   * @throws UncheckedIOException if this or an earlier block could not be written
   */
  public void write(NextCall call) {
    append(
        encode(
            json -> {
              json.writeStringProperty("op", "next");
              json.writeStringProperty("key", call.key());
              json.writeNumberProperty("count", call.count());
              json.writeNumberProperty("start_ns", call.startNanos());
              json.writeNumberProperty("end_ns", call.endNanos());
              json.writeStringProperty("outcome", call.outcome().wireName());
              if (call.outcome() == Outcome.OK) {
                json.writeNumberProperty("first", call.first());
              }
              json.writeStringProperty("client", call.client());
              json.writeStringProperty("node", call.node());
            }));
  }

  /**
   * Adds one message with what its client knows about it.
   *
   * @throws UncheckedIOException if this or an earlier block could not be written
   */
  public void write(SendCall call) {
    append(
        encode(
            json -> {
              json.writeStringProperty("op", "send");
              json.writeStringProperty("conv", call.conversation());
              json.writeStringProperty("sender", call.sender());
              json.writeStringProperty("cmid", call.clientMsgId());
              json.writeNumberProperty("start_ns", call.startNanos());
              json.writeNumberProperty("end_ns", call.endNanos());
              json.writeStringProperty("outcome", call.outcome().wireName());
              if (call.outcome() == Outcome.OK) {
                json.writeNumberProperty("seq", call.seq());
                json.writeNumberProperty("prev_seq", call.prevSeq());
                json.writeBooleanProperty("duplicate", call.duplicate());
              }
            }));
  }

  /**
   * Adds one message that a device showed. Lines of one device and conversation must be added in
   * the order in which it showed them.
   *
   * @throws UncheckedIOException if this or an earlier block could not be written
   */
  public void write(Shown shown) {
    append(
        encode(
            json -> {
              json.writeStringProperty("op", "show");
              json.writeStringProperty("conv", shown.conversation());
              json.writeStringProperty("user", shown.user());
              json.writeStringProperty("device", shown.device());
              json.writeNumberProperty("seq", shown.seq());
              json.writeNumberProperty("prev_seq", shown.prevSeq());
              json.writeStringProperty("cmid", shown.clientMsgId());
              json.writeStringProperty("sender", shown.sender());
              json.writeNumberProperty("t_ns", shown.shownNanos());
            }));
  }

  /**
   * Declares a member who is owed every accepted message above a seq. The last line about one
   * member of one conversation counts.
   *
   * @param fromSeq seq after which the membership began, 0 or above
   */
  public void writeMember(String conversation, String user, long fromSeq) {
    append(encode(json -> writeMembership(json, conversation, user, fromSeq)));
  }

  /**
   * Declares a member who has left, and is owed the accepted messages of {@code (fromSeq, toSeq]}.
   *
   * @param fromSeq seq after which the membership began, 0 or above
   * @param toSeq last seq of the membership
   */
  public void writeMember(String conversation, String user, long fromSeq, long toSeq) {
    append(
        encode(
            json -> {
              writeMembership(json, conversation, user, fromSeq);
              json.writeNumberProperty("to_seq", toSeq);
            }));
  }

  /** Declares a device that was connected and had caught up when the run ended. */
  public void writeDevice(String user, String device) {
    append(
        encode(
            json -> {
              json.writeStringProperty("op", "device");
              json.writeStringProperty("user", user);
              json.writeStringProperty("device", device);
            }));
  }

  /**
   * Adds a free-form line about a fault that was caused.
   *
   * @param details values by name; a {@link Number} stays a number, all else becomes text
   */
  public void writeFault(Map<String, ?> details) {
    append(encode(json -> writeNote(json, "fault", details)));
  }

  /** Adds a free-form line about a part of the run; as {@link #writeFault}. */
  public void writePhase(Map<String, ?> details) {
    append(encode(json -> writeNote(json, "phase", details)));
  }

  /** Hands everything added so far to the operating system. */
  public synchronized void flush() {
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
    if (block.size() > 0) {
      try {
        writeBlock();
      } catch (IOException e) {
        failure = e;
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try (channel) {
      if (failure == null) {
        flush();
      }
    }
  }

  private synchronized void append(byte[] line) {
    block.writeBytes(line);
    if (block.size() >= BLOCK_BYTES || failure != null) {
      flush();
    }
  }

  private void writeBlock() throws IOException {
    ByteArrayOutputStream member = block;
    if (compressed) {
      member = new ByteArrayOutputStream(BLOCK_BYTES / 4);
      try (GZIPOutputStream gzip = new GZIPOutputStream(member, 8192)) {
        block.writeTo(gzip);
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(member.toByteArray());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    block.reset();
  }

  private static byte[] encode(Fields fields) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(192);
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), line, JsonEncoding.UTF8)) {
      json.writeStartObject();
      fields.writeTo(json);
      json.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void writeMembership(
      JsonGenerator json, String conversation, String user, long fromSeq) {
    json.writeStringProperty("op", "member");
    json.writeStringProperty("conv", conversation);
    json.writeStringProperty("user", user);
    json.writeNumberProperty("from_seq", fromSeq);
  }

  private static void writeNote(JsonGenerator json, String op, Map<String, ?> details) {
    json.writeStringProperty("op", op);
    details.forEach(
        (name, value) -> {
          if (value instanceof Long || value instanceof Integer) {
            json.writeNumberProperty(name, ((Number) value).longValue());
          } else {
            json.writeStringProperty(name, String.valueOf(value));
          }
        });
  }

  @FunctionalInterface
  private interface Fields {
    void writeTo(JsonGenerator json);
  }
}
