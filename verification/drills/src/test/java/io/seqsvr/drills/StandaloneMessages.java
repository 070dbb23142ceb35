package io.seqsvr.drills;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.seqsvr.message.client.Conversations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * A standalone server on the database that it brings along, whose sessions beat fast, so that a
 * repair takes a drill's time and not a person's. Confined to one thread.
 */
final class StandaloneMessages implements AutoCloseable {
  static final Duration HEARTBEAT = Duration.ofMillis(500);

  /** Far longer, so that what comes before it came by a heartbeat. */
  static final Duration RETRY = Duration.ofSeconds(4);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

  private final Program program = new Program();
  private final int offset = Offsets.free();
  private final Deque<ManagedChannel> channels = new ArrayDeque<>();

  /** Starts it, with a short heartbeat; it is ready. */
  static StandaloneMessages start(Path directory) throws IOException {
    return start(
        directory,
        Map.of(
            "SEQSVR_MESSAGE_DELIVERY_HEARTBEAT", HEARTBEAT.toMillis() + "ms",
            "SEQSVR_MESSAGE_DELIVERY_RETRY_BASE", RETRY.toMillis() + "ms"));
  }

  /** Starts it with these environment variables; it is ready. */
  static StandaloneMessages start(Path directory, Map<String, String> environment)
      throws IOException {
    StandaloneMessages started = new StandaloneMessages();
    try {
      started
          .program
          .standalone(directory.resolve("data"), started.offset, environment)
          .awaitReady();
      return started;
    } catch (Throwable e) {
      started.close();
      throw e;
    }
  }

  /** {@code host:port} of the message tier. */
  String address() {
    return "127.0.0.1:" + (7301 + offset);
  }

  /** {@code host:port} of the alloc tier. */
  String allocAddress() {
    return "127.0.0.1:" + (7201 + offset);
  }

  /** A connection of its own, which ends with this. */
  ManagedChannel channel() {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(address()).usePlaintext().build();
    channels.push(channel);
    return channel;
  }

  /** Calls that need no device. */
  Conversations conversations() {
    return Conversations.builder(address()).timeout(CALL_TIMEOUT).build();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    program.close();
  }
}
