package io.seqsvr.client;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.client.grpc.GrpcConnector;
import io.seqsvr.client.grpc.WheelScheduler;
import io.seqsvr.client.internal.Connector;
import io.seqsvr.client.internal.Engine;
import io.seqsvr.client.internal.EngineLimits;
import io.seqsvr.client.internal.HostPort;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The description of a {@link SeqClient}. Every setting has a default that suits a service with up
 * to some hundred thousand calls a second.
 *
 * <p>Not thread-safe. Can be used for more than one client.
 */
public final class SeqClientBuilder {
  private static final Duration MAX_TIMEOUT = Duration.ofDays(36_500);

  private final List<HostPort> seeds = new ArrayList<>();
  private Duration timeout = Duration.ofSeconds(3);
  private Duration attemptTimeout = Duration.ofSeconds(1);
  private int maxInFlightBatches = 2;
  private int maxBatchEntries = 1_000;
  private int maxPending = 10_000;
  private boolean plaintextAllowed;
  private @Nullable Path trust;
  private @Nullable Path certificate;
  private @Nullable Path privateKey;
  private MonotonicClock clock = MonotonicClock.system();

  SeqClientBuilder(String... addresses) {
    if (addresses.length == 0) {
      throw new IllegalArgumentException("need at least one address");
    }
    for (String address : addresses) {
      seeds.add(HostPort.parse(address));
    }
  }

  /**
   * Time for a whole call, all its attempts included. Default 3 s.
   *
   * @param timeout more than 0, at most 36 500 days
   */
  public SeqClientBuilder timeout(Duration timeout) {
    this.timeout = inRange("timeout", timeout);
    return this;
  }

  /**
   * Time for one attempt. A node answers from memory. After a tenth of a second of silence the
   * client asks the others who owns its sections, and sends what now belongs elsewhere there; after
   * this time it repeats in any case what it asked, which is safe. Default 1 s; what is left of a
   * call's whole time is always a bound, too.
   *
   * @param timeout more than 0, at most 36 500 days
   */
  public SeqClientBuilder attemptTimeout(Duration timeout) {
    this.attemptTimeout = inRange("attemptTimeout", timeout);
    return this;
  }

  /**
   * Batches that may be unanswered at the same time, for each node. More of them are smaller, and
   * help where the network is slow. Default 2.
   *
   * @param batches 1 to 100, inclusive
   */
  public SeqClientBuilder maxInFlightBatches(int batches) {
    this.maxInFlightBatches = inRange("maxInFlightBatches", batches, 100);
    return this;
  }

  /**
   * Most entries of a batch. Default 1000, the cap of the nodes; a batch has at most 60 KiB, too.
   *
   * @param entries 1 to 1000, inclusive
   */
  public SeqClientBuilder maxBatchEntries(int entries) {
    this.maxBatchEntries = inRange("maxBatchEntries", entries, 1_000);
    return this;
  }

  /**
   * Most calls without an outcome; beyond it a call is refused at once, {@code OVERLOADED}. Takes
   * about half a kilobyte for each. Default 10 000.
   *
   * @param calls 1 to 1 000 000, inclusive
   */
  public SeqClientBuilder maxPending(int calls) {
    this.maxPending = inRange("maxPending", calls, 1_000_000);
    return this;
  }

  /**
   * Allows calls without encryption to other machines. Without this and without {@code tls} only
   * this machine's loopback is called.
   */
  public SeqClientBuilder allowPlaintext() {
    this.plaintextAllowed = true;
    return this;
  }

  /**
   * Encrypts all calls.
   *
   * @param trust PEM file with the certificates that nodes are trusted by
   */
  public SeqClientBuilder tls(Path trust) {
    this.trust = Objects.requireNonNull(trust, "trust");
    return this;
  }

  /**
   * Encrypts all calls and tells the nodes who this client is.
   *
   * @param trust PEM file with the certificates that nodes are trusted by
   * @param certificate PEM file with this client's certificate chain
   * @param privateKey PEM file with its private key, PKCS #8, without a password
   */
  public SeqClientBuilder tls(Path trust, Path certificate, Path privateKey) {
    this.certificate = Objects.requireNonNull(certificate, "certificate");
    this.privateKey = Objects.requireNonNull(privateKey, "privateKey");
    return tls(trust);
  }

  /** The clock that deadlines are counted on; for tests. Timers go by the machine's clock. */
  public SeqClientBuilder clock(MonotonicClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Makes the client. It connects with its first call.
   *
   * @throws IllegalArgumentException if an address is not on the loopback and neither {@code tls}
   *     nor {@code allowPlaintext} was called
   * @throws UncheckedIOException if a TLS file can't be read
   */
  public SeqClient build() {
    ClientThreads threads = new ClientThreads();
    return new DefaultSeqClient(
        new Engine(
            seeds,
            connector(),
            new WheelScheduler(threads.factory("timer")),
            threads.callbacks(),
            clock,
            new EngineLimits(
                timeout.toNanos(),
                attemptTimeout.toNanos(),
                maxInFlightBatches,
                maxBatchEntries,
                maxPending)));
  }

  private Connector connector() {
    if (trust != null) {
      return GrpcConnector.tls(trust, certificate, privateKey);
    }
    for (HostPort seed : seeds) {
      if (!plaintextAllowed && !seed.isLoopback()) {
        throw new IllegalArgumentException(
            "plaintext to "
                + seed
                + ": use tls(...), or allowPlaintext() if the network is trusted");
      }
    }
    return GrpcConnector.plaintext(!plaintextAllowed);
  }

  private static Duration inRange(String name, Duration value) {
    if (value.isZero() || value.isNegative() || value.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(name + " must be > 0, <= 36500 days: " + value);
    }
    return value;
  }

  private static int inRange(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " must be 1.." + max + ": " + value);
    }
    return value;
  }
}
