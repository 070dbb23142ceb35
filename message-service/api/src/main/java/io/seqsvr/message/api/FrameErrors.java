package io.seqsvr.message.api;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refusals inside frames, as {@code StatusMapping} does it for whole calls. Stateless. */
public final class FrameErrors {
  private FrameErrors() {}

  /** A refusal as a message. */
  public static io.seqsvr.message.v1.Error toError(SeqsvrException refusal) {
    io.seqsvr.message.v1.Error.Builder error =
        io.seqsvr.message.v1.Error.newBuilder()
            .setReason(refusal.reason().name())
            .setMessage(refusal.getMessage())
            .putAllMetadata(refusal.metadata());
    refusal.retryAfter().ifPresent(wait -> error.setRetryAfterMillis(wait.toMillis()));
    return error.build();
  }

  /**
   * Reads a refusal.
   *
   * @return empty if the reason is none that this version knows
   */
  public static Optional<SeqsvrException> fromError(io.seqsvr.message.v1.Error error) {
    @Nullable Duration wait =
        error.hasRetryAfterMillis() ? Duration.ofMillis(error.getRetryAfterMillis()) : null;
    return Arrays.stream(ErrorReason.values())
        .filter(reason -> reason.name().equals(error.getReason()))
        .findFirst()
        .map(
            reason ->
                new SeqsvrException(reason, error.getMessage(), error.getMetadataMap(), wait));
  }
}
