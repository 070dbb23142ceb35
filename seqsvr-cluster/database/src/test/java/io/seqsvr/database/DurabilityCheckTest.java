package io.seqsvr.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which settings can lose acknowledged commits. */
final class DurabilityCheckTest {
  @Test
  void onlyOneIsSafe() {
    assertThat(DurabilityCheck.faults(1, false, 0)).isEmpty();
    assertThat(DurabilityCheck.faults(1, true, 1)).isEmpty();
    assertThat(DurabilityCheck.faults(0, false, 0)).hasSize(1);
    assertThat(DurabilityCheck.faults(2, true, 1)).hasSize(1);
    assertThat(DurabilityCheck.faults(1, true, 0)).hasSize(1);
    assertThat(DurabilityCheck.faults(1, true, 100)).hasSize(1);
    assertThat(DurabilityCheck.faults(2, true, 0)).hasSize(2);
  }
}
