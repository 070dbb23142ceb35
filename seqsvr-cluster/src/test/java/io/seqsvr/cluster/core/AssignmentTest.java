package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cluster.core.Assignment.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts tables that move more than they must, are uneven, or forget a section. */
class AssignmentTest {
  private static final int SECTIONS = 1_024;

  private final NodeIdentity a = node("a");
  private final NodeIdentity b = node("b");
  private final NodeIdentity c = node("c");

  @Test
  void theOnlyNodeGetsEverything() {
    assertThat(counts(next(empty(), normal(a)), a)).containsExactly(SECTIONS);
  }

  @Test
  void severalNodesGetTheSame() {
    assertThat(counts(next(empty(), normal(a, b, c)), a, b, c)).containsExactly(342, 341, 341);
  }

  @Test
  void nothingChangesWhereNothingIsToBeChanged() {
    List<Optional<NodeIdentity>> even = next(empty(), normal(a, b, c));
    assertThat(Assignment.next(even, normal(a, b, c), over -> false, SECTIONS)).isEmpty();
    assertThat(Assignment.next(even, List.of(), over -> true, SECTIONS))
        .as("nobody is there")
        .isEmpty();
  }

  @Test
  void aNewNodeGetsItsPartAndNothingElseMoves() {
    List<Optional<NodeIdentity>> before = next(empty(), normal(a, b));
    List<Optional<NodeIdentity>> after = next(before, normal(a, b, c));
    assertThat(counts(after, a, b, c)).containsExactlyInAnyOrder(342, 341, 341);
    for (int i = 0; i < SECTIONS; i++) {
      assertThat(after.get(i)).isIn(before.get(i), Optional.of(c));
    }
  }

  @Test
  void onlySoManyServedSectionsMoveAtATime() {
    List<Optional<NodeIdentity>> before = next(empty(), normal(a));
    assertThat(counts(Assignment.next(before, normal(a, b), x -> false, 128).orElseThrow(), a, b))
        .containsExactly(SECTIONS - 128, 128);
    assertThat(Assignment.next(before, normal(a, b), x -> false, 0)).isEmpty();
  }

  @Test
  void whatADeadNodeHadMovesAtOnceAndNothingElseDoes() {
    List<Optional<NodeIdentity>> before = next(empty(), normal(a, b, c));
    List<Optional<NodeIdentity>> after =
        Assignment.next(before, normal(a, c), b.incarnation()::equals, 0).orElseThrow();
    assertThat(counts(after, a, b, c)).containsExactly(512, 0, 512);
    for (int i = 0; i < SECTIONS; i++) {
      if (!before.get(i).equals(Optional.of(b))) {
        assertThat(after.get(i)).isEqualTo(before.get(i));
      }
    }
  }

  @Test
  void aSilentNodeKeepsItsSectionsUntilItsLeaseHasEnded() {
    List<Optional<NodeIdentity>> before = next(empty(), normal(a, b));
    assertThat(Assignment.next(before, normal(a), over -> false, SECTIONS)).isEmpty();
  }

  @Test
  void whoLeavesLosesEverythingBitByBit() {
    List<Optional<NodeIdentity>> owners = next(empty(), normal(a, b, c));
    List<Candidate> live =
        List.of(
            new Candidate(a, Share.NORMAL),
            new Candidate(b, Share.NORMAL.toLeave()),
            new Candidate(c, Share.NORMAL));
    int rounds = 0;
    Optional<List<Optional<NodeIdentity>>> next = Assignment.next(owners, live, x -> false, 128);
    while (next.isPresent()) {
      assertThat(moved(owners, next.get())).isLessThanOrEqualTo(128);
      owners = next.get();
      next = Assignment.next(owners, live, x -> false, 128);
      rounds++;
    }
    assertThat(counts(owners, a, b, c)).containsExactly(512, 0, 512);
    assertThat(rounds).isEqualTo(3);
  }

  /** It could neither load what it is given nor give back what it has. */
  @Test
  void whomTheStoreDoesNotAnswerNeitherGetsNorLosesAnything() {
    List<Optional<NodeIdentity>> before = next(empty(), normal(a, b));
    for (Share cut : List.of(Share.NORMAL.cutOff(true), Share.NORMAL.toLeave().cutOff(true))) {
      List<Candidate> live =
          List.of(
              new Candidate(a, cut),
              new Candidate(b, Share.NORMAL),
              new Candidate(c, Share.NORMAL));
      List<Optional<NodeIdentity>> after =
          Assignment.next(before, live, x -> false, SECTIONS).orElseThrow();
      assertThat(counts(after, a, b, c)).containsExactly(512, 256, 256);
      assertThat(counts(next(empty(), live), a, b, c)).containsExactly(0, 512, 512);
    }
  }

  /** The first of them to hear of the store again is not to have it all. */
  @Test
  void whereTheStoreAnswersNobodyAllShareWhatIsNobodysAndNothingMoves() {
    List<Optional<NodeIdentity>> before = next(empty(), normal(a, b));
    List<Candidate> live =
        List.of(
            new Candidate(a, Share.NORMAL.toLeave().cutOff(true)),
            new Candidate(b, Share.NORMAL.cutOff(true)),
            new Candidate(c, Share.NORMAL.cutOff(true)));
    assertThat(Assignment.next(before, live, x -> false, SECTIONS)).isEmpty();
    assertThat(counts(next(empty(), live), a, b, c)).containsExactly(0, 512, 512);
  }

  @Test
  void theLastOneKeepsWhatItHasThoughItWantsToLeave() {
    List<Optional<NodeIdentity>> owners = next(empty(), normal(a));
    assertThat(
            Assignment.next(
                owners, List.of(new Candidate(a, Share.NORMAL.toLeave())), over -> false, 128))
        .isEmpty();
  }

  @Test
  void weightsCount() {
    List<Candidate> live =
        List.of(
            new Candidate(a, Share.of(100)),
            new Candidate(b, Share.of(200)),
            new Candidate(c, Share.of(1)));
    assertThat(counts(next(empty(), live), a, b, c)).containsExactly(340, 681, 3);
  }

  /** Whatever comes and goes: every section has an owner that is there, evenly, and then rests. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyHistoryOfJoinsAndLeavesEndsEven(long seed) {
    Random random = new Random(seed);
    List<NodeIdentity> nodes = new ArrayList<>();
    List<Optional<NodeIdentity>> owners = empty();
    Set<String> over = new HashSet<>();
    for (int step = 0; step < 60; step++) {
      if (nodes.size() > 1 && random.nextInt(3) == 0) {
        over.add(nodes.remove(random.nextInt(nodes.size())).incarnation());
      } else if (nodes.size() < 7) {
        nodes.add(node("n" + step));
      }
      List<Candidate> live = normal(nodes.toArray(NodeIdentity[]::new));
      int rounds = 0;
      Optional<List<Optional<NodeIdentity>>> next =
          Assignment.next(owners, live, over::contains, 128);
      while (next.isPresent()) {
        owners = next.get();
        next = Assignment.next(owners, live, over::contains, 128);
        assertThat(rounds++).as("seed %d step %d", seed, step).isLessThan(20);
      }
      assertThat(owners).doesNotContain(Optional.empty());
      int[] counts = counts(owners, nodes.toArray(NodeIdentity[]::new));
      int most = Arrays.stream(counts).max().orElseThrow();
      assertThat(most - Arrays.stream(counts).min().orElseThrow()).isLessThanOrEqualTo(1);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(SECTIONS);
    }
  }

  private static List<Optional<NodeIdentity>> next(
      List<Optional<NodeIdentity>> present, List<Candidate> live) {
    return Assignment.next(present, live, over -> false, SECTIONS).orElseThrow();
  }

  private static long moved(
      List<Optional<NodeIdentity>> before, List<Optional<NodeIdentity>> after) {
    long moved = 0;
    for (int i = 0; i < before.size(); i++) {
      moved += before.get(i).equals(after.get(i)) ? 0 : 1;
    }
    return moved;
  }

  private static int[] counts(List<Optional<NodeIdentity>> owners, NodeIdentity... nodes) {
    return Arrays.stream(nodes)
        .mapToInt(node -> Collections.frequency(owners, Optional.of(node)))
        .toArray();
  }

  private static List<Optional<NodeIdentity>> empty() {
    return Collections.nCopies(SECTIONS, Optional.empty());
  }

  private static List<Candidate> normal(NodeIdentity... nodes) {
    return Arrays.stream(nodes).map(node -> new Candidate(node, Share.NORMAL)).toList();
  }

  private static NodeIdentity node(String id) {
    return new NodeIdentity(id, RandomId.next(), "h:1");
  }
}
