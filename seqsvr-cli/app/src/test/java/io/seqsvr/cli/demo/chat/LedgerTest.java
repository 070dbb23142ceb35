package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hunts a brute-force count that would agree with a wrong service. */
final class LedgerTest {
  private final Ledger ledger = new Ledger();

  @Test
  void unreadAreTheOthersAboveThePointer() {
    ledger.accepted("g", 3, "a");
    ledger.accepted("g", 10, "b");
    ledger.accepted("g", 11, "a");
    ledger.accepted("g", 40, "c");
    ledger.accepted("h", 1, "b");

    assertThat(ledger.unread("g", "a", 0)).isEqualTo(2);
    assertThat(ledger.unread("g", "b", 0)).isEqualTo(3);
    assertThat(ledger.unread("g", "b", 10)).isEqualTo(2);
    assertThat(ledger.unread("g", "lurker", 39)).isEqualTo(1);
    assertThat(ledger.unread("g", "lurker", 40)).isZero();
    assertThat(ledger.unread("empty", "a", 0)).isZero();
  }

  @Test
  void repeatedReceiptCountsOnce() {
    ledger.accepted("g", 3, "a");
    ledger.accepted("g", 3, "a");

    assertThat(ledger.unread("g", "b", 0)).isEqualTo(1);
  }

  @Test
  void pointersAreSeqsOfMessages() {
    for (long seq = 10; seq <= 40; seq += 10) {
      ledger.accepted("g", seq, "a");
    }

    assertThat(ledger.head("g")).isEqualTo(40);
    assertThat(ledger.head("empty")).isZero();
    assertThat(ledger.seqAt("g", 0)).isZero();
    assertThat(ledger.seqAt("g", 50)).isEqualTo(20);
    assertThat(ledger.seqAt("g", 100)).isEqualTo(40);
    assertThat(ledger.seqAt("empty", 100)).isZero();
  }
}
