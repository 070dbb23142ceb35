package io.seqsvr.message.client;

import io.grpc.ClientInterceptor;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.client.grpc.Channels;
import io.seqsvr.message.client.grpc.GrpcCalls;
import io.seqsvr.message.client.internal.Backoff;
import io.seqsvr.message.client.internal.HostPort;
import io.seqsvr.message.client.internal.Repeater;
import io.seqsvr.message.client.internal.TimeOrderedId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The description of a {@link Conversations}. Not thread-safe. */
public final class ConversationsBuilder {
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
  private static final long ATTEMPT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long FIRST_WAIT_NANOS = Duration.ofMillis(10).toNanos();
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  private final HostPort address;
  private final List<ClientInterceptor> interceptors = new ArrayList<>();
  private Duration timeout = Duration.ofSeconds(10);
  private @Nullable Path trust;
  private boolean plaintextAllowed;

  ConversationsBuilder(String address) {
    this.address = HostPort.parse(address);
  }

  /**
   * Of a whole call, repeats included; 10 s if not given.
   *
   * @param timeout 1 ms to 1 h, inclusive
   */
  public ConversationsBuilder timeout(Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException("timeout must be 1 ms..1 h: " + timeout);
    }
    this.timeout = timeout;
    return this;
  }

  /** Adds an interceptor, for tracing, tokens or tests. */
  public ConversationsBuilder interceptor(ClientInterceptor interceptor) {
    this.interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /** Encrypts; PEM file with the certificates that servers are trusted by. */
  public ConversationsBuilder tls(Path trust) {
    this.trust = Objects.requireNonNull(trust, "trust");
    return this;
  }

  /** Allows connections without encryption to other machines than this one. */
  public ConversationsBuilder allowPlaintext() {
    this.plaintextAllowed = true;
    return this;
  }

  /**
   * Makes it. It connects with its first call.
   *
   * @throws IllegalArgumentException if the address is not on the loopback and neither {@code tls}
   *     nor {@code allowPlaintext} was called
   * @throws java.io.UncheckedIOException if the TLS file can't be read
   */
  public Conversations build() {
    CountDownLatch closed = new CountDownLatch(1);
    Backoff backoff =
        new Backoff(
            FIRST_WAIT_NANOS,
            LONGEST_WAIT_NANOS,
            bound -> ThreadLocalRandom.current().nextLong(bound));
    return new DefaultConversations(
        new GrpcCalls(Channels.open(address, trust, plaintextAllowed, interceptors)),
        new Repeater(
            MonotonicClock.system(),
            backoff,
            nanos -> !closed.await(nanos, TimeUnit.NANOSECONDS),
            timeout.toNanos(),
            ATTEMPT_NANOS),
        new TimeOrderedId(InstantSource.system(), new SecureRandom()),
        closed::countDown);
  }
}
