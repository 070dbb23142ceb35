package io.seqsvr.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network that loses answers, delays calls, and delivers copies of them long after. A call that
 * the store has decided once must never change anything again; but what it refuses because of
 * leases it has not decided, for these change.
 */
final class FenceNetwork {
  /**
   * The store's answer.
   *
   * @param row of the section, where the call was about it
   */
  record Reply(boolean wrote, Optional<SeqsvrException> refusal, @Nullable SectionRow row) {
    static Reply of(Decision decision) {
      return new Reply(decision.isWrite(), decision.refusal(), decision.row());
    }
  }

  /** One call, however often it is sent. */
  static final class Call {
    private final String text;
    private final Supplier<Reply> store;
    private boolean decided;

    Call(Object what, Supplier<Reply> store) {
      this.text = what.toString();
      this.store = store;
    }
  }

  private final Random random;
  private final List<Call> copies = new ArrayList<>();
  private long writes;

  FenceNetwork(Random random) {
    this.random = random;
  }

  /** Sends a call; the answer, or nothing if it got lost or the call is still under way. */
  Optional<Reply> send(Call call) {
    copies.add(call);
    return switch (random.nextInt(6)) {
      case 0 -> Optional.empty();
      case 1 -> {
        deliver(call);
        yield Optional.empty();
      }
      default -> Optional.of(deliver(call));
    };
  }

  /** Delivers a copy of an old call, or one that has never arrived; nobody hears the answer. */
  void deliverLate() {
    if (!copies.isEmpty()) {
      int recent = Math.min(copies.size(), random.nextBoolean() ? 8 : copies.size());
      deliver(copies.get(copies.size() - 1 - random.nextInt(recent)));
    }
  }

  long writes() {
    return writes;
  }

  private static boolean isOfLeases(ErrorReason reason) {
    return reason == ErrorReason.SECTION_MOVING || reason == ErrorReason.LEASE_LOST;
  }

  private Reply deliver(Call call) {
    Reply reply = call.store.get();
    assertThat(reply.wrote() && call.decided).as("an old call wrote: %s", call.text).isFalse();
    call.decided |= reply.refusal().map(r -> !isOfLeases(r.reason())).orElse(true);
    writes += reply.wrote() ? 1 : 0;
    return reply;
  }
}
