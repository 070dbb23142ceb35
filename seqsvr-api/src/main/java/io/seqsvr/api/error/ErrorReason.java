package io.seqsvr.api.error;

/**
 * Every reason for which a call can be refused. The set is closed: servers answer nothing else, and
 * clients may switch over it. The mapping to gRPC status codes is in {@code StatusMapping}.
 */
public enum ErrorReason {
  /** A field is out of its range; metadata {@code field}, {@code limit}, {@code value}. */
  INVALID_ARGUMENT(400),

  /** The node does not serve the section; the answer carries the routing table that it knows. */
  NOT_OWNER(503),

  /** The section is between two owners, or is being loaded. */
  SECTION_MOVING(503),

  /** The node may not serve until its lease is renewed. */
  LEASE_LOST(503),

  /** The seqs reserved in memory are used up, and the store does not answer. */
  STORE_UNAVAILABLE(503),

  /** A bound on queued or concurrent work is reached. */
  OVERLOADED(429),

  /** The caller has used up its quota. */
  QUOTA_EXCEEDED(429),

  /** The store shows an older state than the owner holds; metadata {@code section}, both values. */
  STORE_WENT_BACK(409),

  /** Parts of different clusters, or of one cluster with other fixed settings, have met. */
  CLUSTER_MISMATCH(409),

  /** The conversation's numbers would pass 2^63 - 1. */
  SEQ_EXHAUSTED(409),

  /** There is no such conversation. */
  CONVERSATION_NOT_FOUND(404),

  /** The user is no member of the conversation. */
  NOT_A_MEMBER(403),

  /** The caller is known, and may not do this. */
  FORBIDDEN(403),

  /** The caller did not say who it is. */
  UNAUTHENTICATED(401),

  /** The same client message id came with another payload; the first message stands. */
  IDEMPOTENCY_CONFLICT(409),

  /** The session skipped a number; metadata {@code expected}: resend from there. */
  OUT_OF_ORDER(409);

  private final int httpStatus;

  ErrorReason(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The status code of an HTTP answer with this reason. */
  public int httpStatus() {
    return httpStatus;
  }

  /**
   * Whether the same call can succeed later without anybody changing it. {@link #OUT_OF_ORDER} is
   * not: the session must resend from the expected number.
   */
  public boolean isRetryable() {
    return switch (this) {
      case NOT_OWNER, SECTION_MOVING, LEASE_LOST, STORE_UNAVAILABLE, OVERLOADED, QUOTA_EXCEEDED ->
          true;
      case INVALID_ARGUMENT,
          STORE_WENT_BACK,
          CLUSTER_MISMATCH,
          SEQ_EXHAUSTED,
          CONVERSATION_NOT_FOUND,
          NOT_A_MEMBER,
          FORBIDDEN,
          UNAUTHENTICATED,
          IDEMPOTENCY_CONFLICT,
          OUT_OF_ORDER ->
          false;
    };
  }
}
