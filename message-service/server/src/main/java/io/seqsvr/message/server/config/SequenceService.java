package io.seqsvr.message.server.config;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.client.Routes;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqClientBuilder;
import io.seqsvr.client.SeqOutcomeUnknownException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Connects to the sequence service at the start. */
final class SequenceService {
  private static final long PAUSE_MILLIS = 100;

  private SequenceService() {}

  /** A client; it connects with its first call. */
  static SeqClient client(MessageProperties properties) {
    SeqClientBuilder builder =
        SeqClient.builder(properties.allocs().toArray(String[]::new))
            .timeout(properties.allocTimeout());
    if (!properties.allocCa().isEmpty()) {
      builder.tls(Path.of(properties.allocCa()));
    } else if (properties.allowPlaintext()) {
      builder.allowPlaintext();
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new MessageStartException(
          "seqsvr.message.allocs: "
              + e.getMessage()
              + "; here: seqsvr.message.alloc-ca, or seqsvr.message.allow-plaintext=true",
          e);
    }
  }

  /**
   * The identity of the cluster behind a client; asks until somebody answers.
   *
   * @throws MessageStartException if nobody has when the time is over
   */
  static String awaitClusterId(SeqClient client, MessageProperties properties) {
    MonotonicClock clock = MonotonicClock.system();
    Duration timeout = properties.startTimeout();
    long start = clock.nanoTime();
    while (true) {
      try {
        Routes routes = client.routes();
        return routes.clusterId();
      } catch (SeqsvrException | SeqOutcomeUnknownException e) {
        if (clock.nanoTime() - start >= timeout.toNanos()) {
          throw new MessageStartException(
              "the sequence service at "
                  + String.join(", ", properties.allocs())
                  + " did not answer within seqsvr.message.start-timeout="
                  + timeout.toSeconds()
                  + "s: "
                  + e.getMessage(),
              e);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessageStartException("interrupted while waiting for the sequence service", e);
    }
  }
}
