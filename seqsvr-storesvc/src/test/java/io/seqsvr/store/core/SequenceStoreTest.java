package io.seqsvr.store.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.RandomId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad calls: each is refused with its field, and nothing of it reaches the storage. */
final class SequenceStoreTest {
  private static final int SECTIONS = 2_048;
  private static final String CLUSTER = RandomId.next();
  private static final String ID = RandomId.next();

  private final SequenceStore store =
      new SequenceStore(
          new StoredCluster(new ClusterIdentity(CLUSTER, SECTIONS, "xxh3-64"), Instant.EPOCH),
          new InMemorySectionStorage(SECTIONS),
          () -> Instant.EPOCH);

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 1, entries[0].section_id, 0..2047",
    "2048, 0, 1, entries[0].section_id, 0..2047",
    "0, -1, 1, entries[0].expected_epoch, 0..9223372036854775807",
    "0, 0, 0, entries[0].step, 1..1000000000",
    "0, 0, -1, entries[0].step, 1..1000000000",
    "0, 0, 1000000001, entries[0].step, 1..1000000000",
    "0, 0, 9223372036854775807, entries[0].step, 1..1000000000",
  })
  void acquireFields(int section, long epoch, long step, String field, String limit) {
    assertInvalid(List.of(new Acquire(section, epoch, ID, ID, step)), field, limit);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100, 101, entries[0].epoch, 1..9223372036854775807",
    "1, -1, 101, entries[0].expected_max_seq, 0..9223372036854775806",
    "1, 9223372036854775807, 101, entries[0].expected_max_seq, 0..9223372036854775806",
    "1, 100, 100, entries[0].new_max_seq, 101..1000000100",
    "1, 100, 99, entries[0].new_max_seq, 101..1000000100",
    "1, 100, -1, entries[0].new_max_seq, 101..1000000100",
    "1, 100, 1000000101, entries[0].new_max_seq, 101..1000000100",
    "1, 9223372036854775806, 5, entries[0].new_max_seq, "
        + "9223372036854775807..9223372036854775807",
  })
  void reserveFields(long epoch, long expected, long next, String field, String limit) {
    assertInvalid(List.of(new Reserve(0, epoch, expected, next)), field, limit);
  }

  @Test
  void releaseFields() {
    assertInvalid(List.of(new Release(0, 0)), "entries[0].epoch", "1.." + Long.MAX_VALUE);
  }

  @Test
  void ids() {
    String limit = "32 lowercase hexadecimal digits";
    for (String bad : List.of("", ID.substring(1), ID + "0", "A".repeat(32), "g".repeat(32))) {
      assertInvalid(List.of(new Acquire(0, 0, bad, ID, 1)), "owner", limit);
      assertInvalid(List.of(new Acquire(0, 0, ID, bad, 1)), "entries[0].attempt_id", limit);
      assertThat(refusal(bad, List.of(new Release(0, 1))).metadata())
          .containsEntry("field", "cluster_id");
    }
    assertThat(refusal(CLUSTER, List.of(new Acquire(0, 0, "x".repeat(1 << 20), ID, 1))).metadata())
        .hasEntrySatisfying("value", value -> assertThat(value).hasSizeLessThan(100));
  }

  @Test
  void numberOfEntries() {
    assertInvalid(List.of(), "entries", "1..1000");
    assertInvalid(releases(1_001), "entries", "1..1000");
    assertThatCode(() -> store.check(CLUSTER, releases(1_000))).doesNotThrowAnyException();
  }

  @Test
  void sectionNamedTwice() {
    assertInvalid(
        List.of(new Release(4, 1), new Release(5, 1), new Release(4, 2)),
        "entries[2].section_id",
        "named once in a call");
  }

  @Test
  void otherCluster() {
    String other = RandomId.next();
    SeqsvrException refusal = refusal(other, List.of(new Release(0, 1)));
    assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
    assertThat(refusal.metadata())
        .containsEntry("expected", other)
        .containsEntry("actual", CLUSTER);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, first_section", "2048, 2048, first_section", "5, 4, last_section"})
  void inspectRange(int first, int last, String field) {
    SeqsvrException refusal =
        catchThrowableOfType(SeqsvrException.class, () -> store.checkInspect("", first, last));
    assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata()).containsEntry("field", field);
  }

  private static List<Release> releases(int count) {
    return IntStream.range(0, count).mapToObj(id -> new Release(id, 1)).toList();
  }

  private void assertInvalid(List<? extends SectionChange> changes, String field, String limit) {
    SeqsvrException refusal = refusal(CLUSTER, changes);
    assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata()).containsEntry("field", field).containsEntry("limit", limit);
  }

  private SeqsvrException refusal(String cluster, List<? extends SectionChange> changes) {
    return catchThrowableOfType(SeqsvrException.class, () -> store.check(cluster, changes));
  }
}
