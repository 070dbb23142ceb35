package io.seqsvr.message.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hunts two ids for one pair, and one id for two pairs. The ids are part of the protocol. */
class PairConversationTest {
  @Test
  void goldenIds() {
    assertThat(PairConversation.id("alice", "bob")).isEqualTo("single:5:alice:bob");
    assertThat(PairConversation.id("bob", "bob")).isEqualTo("single:3:bob:bob");
    assertThat(PairConversation.id("a".repeat(128), "b".repeat(128)))
        .isEqualTo("single:#b4c03c62a152bb33a541ab637662782d1ef92cce48815ea059e3ab0e489eeff8");
  }

  @Test
  void bothDirectionsAreOneConversation() {
    assertThat(PairConversation.id("bob", "alice")).isEqualTo(PairConversation.id("alice", "bob"));
    assertThat(PairConversation.id("\uffee", "\ud83d\ude00"))
        .as("ordered by bytes, not by UTF-16 units")
        .isEqualTo("single:3:\uffee:\ud83d\ude00")
        .isEqualTo(PairConversation.id("\ud83d\ude00", "\uffee"));
  }

  @Test
  void separatorsInsideIdsDoNotMakeTwoPairsEqual() {
    assertThat(PairConversation.id("a:b", "c")).isNotEqualTo(PairConversation.id("a", "b:c"));
  }

  @Test
  void theLongestUsersFit() {
    String id = PairConversation.id("x".repeat(128), "y".repeat(128));
    assertThat(id.getBytes(UTF_8).length).isLessThanOrEqualTo(MessageLimits.CONVERSATION_BYTES);
    assertThat(id).isNotEqualTo(PairConversation.id("x".repeat(128), "z".repeat(128)));
  }
}
