package io.seqsvr.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Hunts ids that the JVM has turned into another id. */
final class CommandLineTextTest {
  @Test
  void bytesAreJudgedStrictly() {
    assertThat(CommandLineText.isUtf8("é😀\u0000\ufffd".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(CommandLineText.isUtf8(new byte[] {'a', (byte) 0xff})).isFalse();
    assertThat(CommandLineText.isUtf8(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
        .as("a lone surrogate")
        .isFalse();
  }

  @Test
  void replacementCharacterThatWasTypedIsKept() {
    // The command line of this test is UTF-8, whatever it is.
    assertThat(CommandLineText.utf8("conversation", "a\ufffd")).isEqualTo("a\ufffd");
  }
}
