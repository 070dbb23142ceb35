package io.seqsvr.api.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The checksum of stored snapshots: part of what nodes of different versions must agree on, so its
 * values are fixed here.
 */
class ChecksumTest {
  @Test
  void isTheHashOfTheConversationKeys() {
    byte[] text = "\0conversation".getBytes(StandardCharsets.UTF_8);
    assertThat(new Checksum().add(text).value())
        .isEqualTo(ConversationKey.hash("", "conversation"));
  }

  @Test
  void numbersAreLittleEndianBytes() {
    assertThat(new Checksum().add(0x04030201).add(0x0807060504030201L).value())
        .isEqualTo(new Checksum().add(new byte[] {1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8}).value());
  }

  @Test
  void partsCountInTheirOrder() {
    byte[] one = {1};
    byte[] two = {2};
    assertThat(new Checksum().add(one).add(two).value())
        .isNotEqualTo(new Checksum().add(two).add(one).value())
        .isEqualTo(new Checksum().add(new byte[] {1, 2}).value());
  }
}
