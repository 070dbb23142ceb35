package io.seqsvr.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Owners that act on what they knew some time ago, whose calls are repeated late: hunts two of them
 * holding the same seqs. Rerun one case with its seed.
 */
final class FenceRandomTest {
  private static final int OWNERS = 4;
  private static final int STEPS = 20_000;

  /** What one owner believes of the section. */
  private static final class Owner {
    private final String id = RandomId.next();
    private long epoch;
    private long maxSeq;
    private boolean owns;
  }

  private final InMemorySectionStorage storage = new InMemorySectionStorage(1);
  private final List<SectionChange> sent = new ArrayList<>();

  /** Highest seq that anybody may hand out so far. */
  private long granted;

  private long writes;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noTwoOwnersHoldTheSameSeqs(long seed) {
    Random random = new Random(seed);
    List<Owner> owners = new ArrayList<>();
    for (int i = 0; i < OWNERS; i++) {
      owners.add(new Owner());
    }
    for (int i = 0; i < STEPS; i++) {
      act(random, owners.get(random.nextInt(OWNERS)));
    }
    assertThat(writes).isGreaterThan(STEPS / 20);
  }

  private void act(Random random, Owner owner) {
    switch (random.nextInt(6)) {
      case 0 -> look(owner);
      case 1 -> repeat(random);
      case 2 -> acquire(random, owner);
      case 3 -> release(owner);
      default -> reserve(random, owner);
    }
  }

  private void look(Owner owner) {
    if (!owner.owns) {
      owner.epoch = storage.read(0, 0).get(0).epoch();
    }
  }

  private void acquire(Random random, Owner owner) {
    if (!owner.owns) {
      take(owner, new Acquire(0, owner.epoch, owner.id, RandomId.next(), 1 + random.nextInt(9)));
    }
  }

  private void reserve(Random random, Owner owner) {
    if (owner.owns) {
      long next = owner.maxSeq + 1 + random.nextInt(9);
      take(owner, new Reserve(0, owner.epoch, owner.maxSeq, next));
    }
  }

  private void release(Owner owner) {
    if (owner.owns) {
      take(owner, new Release(0, owner.epoch));
      owner.owns = false;
    }
  }

  private void repeat(Random random) {
    if (!sent.isEmpty()) {
      SectionRow before = storage.read(0, 0).get(0);
      Decision decision = send(sent.get(random.nextInt(sent.size())));
      assertThat(decision.isWrite()).as("an old call changed %s", before).isFalse();
    }
  }

  private void take(Owner owner, SectionChange change) {
    sent.add(change);
    long before = storage.read(0, 0).get(0).maxSeq();
    Decision decision = send(change);
    owner.owns = decision.refusal().isEmpty();
    if (!owner.owns) {
      return;
    }
    assertThat(before).isEqualTo(granted);
    assertThat(decision.row().maxSeq()).isGreaterThanOrEqualTo(granted);
    if (change instanceof Acquire) {
      assertThat(decision.row().base()).isGreaterThanOrEqualTo(granted);
    }
    owner.epoch = decision.row().epoch();
    owner.maxSeq = decision.row().maxSeq();
    granted = decision.row().maxSeq();
    writes++;
  }

  private Decision send(SectionChange change) {
    return storage.apply(List.of(change)).get(0);
  }
}
