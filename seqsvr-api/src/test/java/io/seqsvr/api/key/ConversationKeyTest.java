package io.seqsvr.api.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The hash is part of the wire contract: every client in every language must compute it. The golden
 * values come from the reference implementation ({@code printf '\0a' | xxhsum -H3}).
 */
class ConversationKeyTest {
  static Stream<Arguments> golden() {
    return Stream.of(
        Arguments.of("", "a", "892b8dfd07cb7c54"),
        Arguments.of("chat", "g1", "a5be2b0f34417a07"),
        Arguments.of("", "Ж", "588d34cb0d68d125"),
        Arguments.of("", "\ud83d\ude00", "407129ebbd864216"),
        Arguments.of("", "\0", "3325230e1f285505"),
        Arguments.of("a-0", "' OR 1=1", "7e846648ab0d32ba"),
        Arguments.of("", "c1", "7de0703679012245"),
        Arguments.of("", "x".repeat(256), "8010d035c0395417"),
        Arguments.of("n".repeat(64), "y".repeat(200), "bdbc473dd7f06725"),
        Arguments.of("", "\u00e9", "40823691323e8c8a"),
        Arguments.of("", "e\u0301", "b6935a791ad68509"));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void hashesAsTheReferenceDoes(String namespace, String conversation, String expectedHex) {
    long expected = Long.parseUnsignedLong(expectedHex, 16);
    assertThat(ConversationKey.hash(namespace, conversation)).isEqualTo(expected);
    assertThat(ConversationKey.hash(namespace, conversation.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(expected);
  }

  @Test
  void theSectionIsTheLowBits() {
    assertThat(ConversationKey.section(0xa5be2b0f34417a07L, 1024)).isEqualTo(0x207);
    assertThat(ConversationKey.section(-1, 16_384)).isEqualTo(16_383);
    assertThat(ConversationKey.section(-1, 1)).isZero();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "", "conversation"),
        Arguments.of("", "x".repeat(257), "conversation"),
        Arguments.of("", "Ж".repeat(129), "conversation"),
        Arguments.of("", "x".repeat(1 << 20), "conversation"),
        Arguments.of("", "\ud83d", "conversation"),
        Arguments.of("n".repeat(65), "a", "namespace"),
        Arguments.of("Chat", "a", "namespace"),
        Arguments.of("a\0", "b", "namespace"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatIsOutOfRange(String namespace, String conversation, String field) {
    assertThatThrownBy(() -> ConversationKey.hash(namespace, conversation))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
              assertThat(refusal.metadata()).containsEntry("field", field).containsKey("limit");
              assertThat(refusal.getMessage().length()).isLessThan(200);
            });
  }
}
