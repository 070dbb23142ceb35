package io.seqsvr.cli.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.client.Routes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts a demonstration that takes one node's conversations for another's. */
final class SectionOwnersTest {
  private static final int SECTIONS = 8;

  @Test
  void conversationIsItsSectionsOwners() {
    SectionOwners owners = owners(node("a", 0, 3), node("b", 4, 6));

    for (int i = 0; i < 100; i++) {
      String conversation = "c" + i;
      int section =
          ConversationKey.section(ConversationKey.hash("message", conversation), SECTIONS);
      String expected = section <= 3 ? "a" : "b";
      assertThat(owners.nodeOf("message", conversation)).isEqualTo(section == 7 ? "" : expected);
    }
    assertThat(owners.sections()).isEqualTo(SECTIONS);
    assertThat(owners.sectionsOf("a")).isEqualTo(4);
    assertThat(owners.sectionsOf("c")).isZero();
  }

  @Test
  void levelIsAllSectionsOnAllNodesEvenly() {
    assertThat(owners(node("a", 0, 2), node("b", 3, 5), node("c", 6, 7)).isLevel(3)).isTrue();
    assertThat(owners(node("a", 0, 2), node("b", 3, 5), node("c", 6, 7)).isLevel(4)).isFalse();
    assertThat(owners(node("a", 0, 3), node("b", 4, 5), node("c", 6, 7)).isLevel(3)).isFalse();
    assertThat(owners(node("a", 0, 2), node("b", 3, 5)).isLevel(2)).as("no owner").isFalse();
    assertThat(owners(node("a", 0, 2), node("b", 3, 5)).isLevel(3)).as("nobody's").isFalse();
    assertThat(owners().isLevel(1)).isFalse();
  }

  @Test
  void sectionHasMovedWhenAnotherNodeHasIt() {
    SectionOwners before = owners(node("a", 0, 3), node("b", 4, 7));

    assertThat(before.movedFrom("a", owners(node("b", 0, 2), node("b", 4, 7)))).isEqualTo(3);
    assertThat(before.movedFrom("b", owners(node("b", 0, 7)))).isZero();
    assertThat(before.movedFrom("a", before)).isZero();
  }

  private static SectionOwners owners(Routes.Node... nodes) {
    return SectionOwners.of(
        new Routes(7, "0".repeat(32), SECTIONS, ConversationKey.HASH_NAME, List.of(nodes)));
  }

  private static Routes.Node node(String id, int first, int last) {
    return new Routes.Node(
        id, id.repeat(32), "127.0.0.1:1", List.of(new Routes.Sections(first, last)));
  }
}
