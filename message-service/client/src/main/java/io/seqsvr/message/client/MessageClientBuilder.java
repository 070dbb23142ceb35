package io.seqsvr.message.client;

import io.grpc.ClientInterceptor;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.client.grpc.Channels;
import io.seqsvr.message.client.grpc.GrpcDialer;
import io.seqsvr.message.client.internal.Engine;
import io.seqsvr.message.client.internal.HostPort;
import io.seqsvr.message.client.internal.TimeOrderedId;
import io.seqsvr.message.client.internal.Tuning;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The description of a {@link MessageClient}. Not thread-safe. Can be used for more than one
 * client, but not at the same time: of two clients of one device the newer one ends the older one.
 */
public final class MessageClientBuilder {
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
  private static final int MAX_LISTENER_THREADS = 256;

  private final HostPort address;
  private final List<ClientInterceptor> interceptors = new ArrayList<>();
  private @Nullable String user;
  private String device = "default";
  private @Nullable MessageListener listener;
  private @Nullable CursorStore cursors;
  private @Nullable Outbox outbox;
  private boolean beginWithNext;
  private Duration sendTimeout = Duration.ofSeconds(30);
  private int listenerThreads = 8;
  private @Nullable Path trust;
  private boolean plaintextAllowed;
  private Tuning tuning = Tuning.standard();

  MessageClientBuilder(String address) {
    this.address = HostPort.parse(address);
  }

  /**
   * The user. Needed.
   *
   * @param user 1 to 128 bytes of UTF-8
   */
  public MessageClientBuilder user(String user) {
    Arguments.text("user", user, MessageLimits.USER_BYTES);
    this.user = user;
    return this;
  }

  /**
   * The device; "default" if not given.
   *
   * @param device 1 to 64 bytes of UTF-8
   */
  public MessageClientBuilder device(String device) {
    Arguments.text("device", device, MessageLimits.DEVICE_BYTES);
    this.device = device;
    return this;
  }

  /** Who is told. Needed. */
  public MessageClientBuilder listener(MessageListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /** Where the device stands; in memory if not given. */
  public MessageClientBuilder cursors(CursorStore cursors) {
    this.cursors = Objects.requireNonNull(cursors, "cursors");
    return this;
  }

  /** Unfinished sends; in memory if not given. */
  public MessageClientBuilder outbox(Outbox outbox) {
    this.outbox = Objects.requireNonNull(outbox, "outbox");
    return this;
  }

  /**
   * Conversations without a cursor begin with their next message, not with the first one. Their
   * cursors are asked for before the first connection; a conversation that comes later begins with
   * its first message.
   */
  public MessageClientBuilder beginWithNext() {
    this.beginWithNext = true;
    return this;
  }

  /**
   * How long a send is tried, counted from the call; 30 s if not given.
   *
   * @param timeout 1 ms to 1 h, inclusive
   */
  public MessageClientBuilder sendTimeout(Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException("sendTimeout must be 1 ms..1 h: " + timeout);
    }
    this.sendTimeout = timeout;
    return this;
  }

  /**
   * Most threads that call the listener; 8 if not given. So many conversations can be held up by
   * slow calls before the others are.
   *
   * @param threads 1 to 256, inclusive
   */
  public MessageClientBuilder listenerThreads(int threads) {
    if (threads < 1 || threads > MAX_LISTENER_THREADS) {
      throw new IllegalArgumentException(
          "listenerThreads must be 1.." + MAX_LISTENER_THREADS + ": " + threads);
    }
    this.listenerThreads = threads;
    return this;
  }

  /** Adds an interceptor, for tracing, tokens or tests. */
  public MessageClientBuilder interceptor(ClientInterceptor interceptor) {
    this.interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /** Encrypts; PEM file with the certificates that servers are trusted by. */
  public MessageClientBuilder tls(Path trust) {
    this.trust = Objects.requireNonNull(trust, "trust");
    return this;
  }

  /** Allows connections without encryption to other machines than this one. */
  public MessageClientBuilder allowPlaintext() {
    this.plaintextAllowed = true;
    return this;
  }

  /** Bounds and pauses, for tests. */
  MessageClientBuilder tuning(Tuning tuning) {
    this.tuning = tuning;
    return this;
  }

  /**
   * Makes the client, which begins to connect.
   *
   * @throws IllegalStateException if the user or the listener is missing
   * @throws IllegalArgumentException if the address is not on the loopback and neither {@code tls}
   *     nor {@code allowPlaintext} was called
   * @throws java.io.UncheckedIOException if the TLS file can't be read
   */
  public MessageClient build() {
    if (user == null || listener == null) {
      throw new IllegalStateException("need " + (user == null ? "user(...)" : "listener(...)"));
    }
    Outbox sends = outbox == null ? Outbox.inMemory() : outbox;
    Application application =
        new Application(listener, cursors == null ? CursorStore.inMemory() : cursors, sends);
    List<Engine.Unfinished> unfinished =
        sends.load().stream()
            .map(
                left ->
                    new Engine.Unfinished(left.conversation(), Translation.draft(left.message())))
            .toList();
    GrpcDialer dialer =
        new GrpcDialer(Channels.open(address, trust, plaintextAllowed, interceptors));
    ClientThreads threads = new ClientThreads(listenerThreads);
    Engine engine =
        new Engine(
            user,
            device,
            beginWithNext,
            sendTimeout.toNanos(),
            tuning,
            new Engine.Ports(
                dialer,
                threads,
                MonotonicClock.system(),
                bound -> ThreadLocalRandom.current().nextLong(bound),
                threads.listeners(),
                threads.callbacks(),
                application,
                application,
                application));
    engine.start(unfinished);
    return new DefaultMessageClient(
        engine, threads, new TimeOrderedId(InstantSource.system(), new SecureRandom()));
  }
}
