package io.seqsvr.message.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The layout of RFC 9562, version 7. */
class TimeOrderedIdTest {
  @Test
  void idsHaveTheirTimeAndAreDifferent() {
    TimeOrderedId ids =
        new TimeOrderedId(() -> Instant.ofEpochMilli(0x0123456789abL), new Random(1));
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String id = ids.get();
      UUID uuid = UUID.fromString(id);
      assertThat(uuid.version()).isEqualTo(7);
      assertThat(uuid.variant()).isEqualTo(2);
      assertThat(id).hasSize(36).startsWith("01234567-89ab-7");
      made.add(id);
    }
    assertThat(made).hasSize(1_000);
  }
}
