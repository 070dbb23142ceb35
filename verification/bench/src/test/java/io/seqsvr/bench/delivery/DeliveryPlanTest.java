package io.seqsvr.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryPlanTest {
  @Test
  void everyUserIsInOneGroupWhereThereAreAsManyAsPlaces() {
    DeliveryPlan plan = new DeliveryPlan(25, 20, 500, 500);

    assertThat(IntStream.range(0, 25).boxed().flatMap(group -> plan.membersOf(group).stream()))
        .doesNotHaveDuplicates()
        .hasSize(500);
  }

  @Test
  void fewerUsersAreInSeveralGroupsButOnceInEach() {
    DeliveryPlan plan = new DeliveryPlan(25, 20, 30, 500);

    for (int group = 0; group < 25; group++) {
      assertThat(plan.membersOf(group)).hasSize(20).doesNotHaveDuplicates();
    }
  }

  @Test
  void sendersAreMembersAndTakeTurns() {
    DeliveryPlan plan = new DeliveryPlan(3, 4, 5, 500);
    Map<Integer, Integer> sent = new HashMap<>();

    for (int message = 0; message < 3 * 4; message++) {
      assertThat(plan.membersOf(plan.groupOf(message))).contains(plan.senderOf(message));
      sent.merge(plan.senderOf(message), 1, Integer::sum);
    }
    assertThat(sent).containsOnlyKeys(0, 1, 2, 3, 4);
  }

  @Test
  void refusesUsersThatCannotFillAGroup() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DeliveryPlan(2, 20, 19, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new DeliveryPlan(2, 20, 41, 1));
  }
}
