package io.seqsvr.api.error;

import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal with its reason: nothing was consumed and nothing was changed by the refused call.
 *
 * <p>Carries no stack trace: a refusal is an answer, is made on hot paths, and its reason and
 * metadata say where it comes from. Immutable but for suppressed exceptions.
 */
public final class SeqsvrException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorReason reason;
  private final String message;

  @SuppressWarnings("serial") // Map.copyOf gives a serializable map
  private final Map<String, String> metadata;

  private final @Nullable Duration retryAfter;

  /**
   * @param metadata details by name; copied
   * @param retryAfter how long to wait before a retry; ignored for a reason that is not retryable
   */
  public SeqsvrException(
      ErrorReason reason,
      String message,
      Map<String, String> metadata,
      @Nullable Duration retryAfter) {
    super(message, null, true, false);
    this.reason = reason;
    this.message = message;
    this.metadata = Map.copyOf(metadata);
    this.retryAfter = reason.isRetryable() ? retryAfter : null;
  }

  /** A refusal without details. */
  public static SeqsvrException of(ErrorReason reason, String message) {
    return new SeqsvrException(reason, message, Map.of(), null);
  }

  /** A refusal that may be retried after the given time. */
  public static SeqsvrException retryable(ErrorReason reason, String message, Duration retryAfter) {
    return new SeqsvrException(reason, message, Map.of(), retryAfter);
  }

  /**
   * A field out of its range.
   *
   * @param field name of the field as in the API definition
   * @param limit what the field may be, in words, for example {@code 1..1000}
   * @param value what it was, shortened if it can be long
   */
  public static SeqsvrException invalidArgument(String field, String limit, String value) {
    return new SeqsvrException(
        ErrorReason.INVALID_ARGUMENT,
        field + " must be " + limit + ": " + value,
        Map.of("field", field, "limit", limit, "value", value),
        null);
  }

  public ErrorReason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** Details by name, for example {@code field}, {@code limit} and {@code value}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * How long to wait before a retry; empty if a retry makes no sense or the server gave no hint.
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
