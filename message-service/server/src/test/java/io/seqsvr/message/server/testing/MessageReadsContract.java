package io.seqsvr.message.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.ConversationState;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.MessageReads;
import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What readers see, whatever the database: pages, heads, read pointers, unread counts. */
public abstract class MessageReadsContract {
  private static final long HEAD = Long.MAX_VALUE;
  private static final int MEBIBYTE = 1 << 20;

  private MessageReads reads;
  private LogWriter log;

  /** An empty database with at least two lanes. */
  protected abstract LaneStorageContract.Fixture open();

  @BeforeEach
  void openStorage() {
    LaneStorageContract.Fixture fixture = open();
    reads = fixture.reads();
    log = new LogWriter(fixture.storage());
  }

  @Test
  void aPageOfEverythingIsCoveredToTheHead() {
    log.create("c", "u");
    StoredMessage first = log.send("c", "u", "m1", 3);
    StoredMessage second = log.send("c", "u", "m2", 10);

    LogPage page = reads.page("u", "c", 0, HEAD, 100, MEBIBYTE);

    assertThat(page)
        .isEqualTo(
            new LogPage(
                new Visibility("c", 7, 10, 0, 0, Visibility.STILL_MEMBER),
                List.of(first, second),
                10,
                false));
    assertThat(second.prevSeq()).isEqualTo(3);
  }

  @Test
  void aRangeIsOpenBelowAndClosedAbove() {
    log.create("c", "u");
    for (long seq : new long[] {2, 4, 6, 8}) {
      log.send("c", "u", "m" + seq, seq);
    }
    assertPage(reads.page("u", "c", 2, 6, 100, MEBIBYTE), 6, false, 4, 6);
    assertPage(reads.page("u", "c", 4, 7, 100, MEBIBYTE), 7, false, 6);
    assertPage(reads.page("u", "c", 6, 7, 100, MEBIBYTE), 7, false);
    assertPage(reads.page("u", "c", 1, 1_000, 100, MEBIBYTE), 8, false, 2, 4, 6, 8);
    assertPage(reads.page("u", "c", 8, HEAD, 100, MEBIBYTE), 8, false);
  }

  @Test
  void aPageNeverCoversMoreThanTheHead() {
    log.create("c", "u");
    assertPage(reads.page("u", "c", 0, HEAD, 1, MEBIBYTE), 0, false);
    assertPage(reads.page("u", "c", 0, 50, 1, MEBIBYTE), 0, false);
    log.send("c", "u", "m1", 5);
    assertPage(reads.page("u", "c", 70, HEAD, 1, MEBIBYTE), 5, false);
    assertPage(reads.page("u", "c", 70, 80, 1, MEBIBYTE), 5, false);
  }

  @Test
  void aLimitEndsThePageAtItsLastMessage() {
    log.create("c", "u");
    for (long seq : new long[] {10, 20, 30, 40}) {
      log.send("c", "u", "m" + seq, seq);
    }
    assertPage(reads.page("u", "c", 0, HEAD, 2, MEBIBYTE), 20, true, 10, 20);
    assertPage(reads.page("u", "c", 20, HEAD, 2, MEBIBYTE), 40, false, 30, 40);
    assertPage(reads.page("u", "c", 0, 25, 2, MEBIBYTE), 25, false, 10, 20);
    assertPage(reads.page("u", "c", 0, 25, 1, MEBIBYTE), 10, true, 10);
  }

  @Test
  void bytesEndThePageAndOneMessageAlwaysFits() {
    log.create("c", "u");
    for (int i = 1; i <= 5; i++) {
      log.send("c", "u", "m" + i, i, true, "x".repeat(1_000));
    }
    assertPage(reads.page("u", "c", 0, HEAD, 100, 1), 1, true, 1);
    LogPage page = reads.page("u", "c", 0, HEAD, 100, 2_500);
    assertThat(page.messages()).hasSizeBetween(2, 3);
    assertThat(page.coveredTo()).isEqualTo(page.messages().size());
    assertThat(page.hasMore()).isTrue();
    assertPage(reads.page("u", "c", 4, HEAD, 100, 1), 5, false, 5);
  }

  @Test
  void pagesOneAfterTheOtherAreTheWholeLog() {
    log.create("c", "u");
    List<StoredMessage> sent = new ArrayList<>();
    Random random = new Random(1);
    long seq = 0;
    for (int i = 0; i < 40; i++) {
      seq += 1 + random.nextInt(3);
      sent.add(log.send("c", "u", "m" + i, seq, random.nextBoolean(), "x".repeat(i)));
    }
    List<StoredMessage> seen = new ArrayList<>();
    long cursor = 0;
    LogPage page;
    do {
      page = reads.page("u", "c", cursor, HEAD, 1 + random.nextInt(5), 1 + random.nextInt(90));
      seen.addAll(page.messages());
      assertThat(page.coveredTo()).isGreaterThan(cursor);
      cursor = page.coveredTo();
    } while (page.hasMore());
    assertThat(seen).isEqualTo(sent);
  }

  @Test
  void whoJoinedLaterSeesNothingBefore() {
    log.create("c", "u");
    log.send("c", "u", "m1", 1);
    log.add("c", "v");
    assertPage(reads.page("v", "c", 0, HEAD, 100, MEBIBYTE), 1, false);
    log.send("c", "u", "m2", 2);
    assertPage(reads.page("v", "c", 0, HEAD, 100, MEBIBYTE), 2, false, 2);
    assertPage(reads.page("v", "c", 0, 1, 100, MEBIBYTE), 1, false);
    assertThat(unread("v", "c")).isEqualTo(1);
  }

  @Test
  void whoLeftSeesNothingAfter() {
    log.create("c", "u", "v");
    log.send("c", "u", "m1", 1);
    log.send("c", "u", "m2", 5);
    log.remove("c", "v");
    log.send("c", "u", "m3", 6);

    LogPage page = reads.page("v", "c", 0, HEAD, 100, MEBIBYTE);
    assertPage(page, 5, false, 1, 5);
    assertThat(page.visibility().leftSeq()).isEqualTo(5);
    assertThat(page.visibility().isMember()).isFalse();
    assertThat(reads.visibility("v", "c")).isEqualTo(page.visibility());
    assertThat(unread("v", "c")).as("of what it may see").isEqualTo(2);
    assertThat(reads.markRead("v", "c", 100)).isEqualTo(new ReadState("c", 5, 0));
  }

  @Test
  void strangersAndWhatIsNotThere() {
    log.create("c", "u");
    assertReason(ErrorReason.NOT_A_MEMBER, () -> reads.visibility("x", "c"));
    assertReason(ErrorReason.NOT_A_MEMBER, () -> reads.page("x", "c", 0, HEAD, 1, 1));
    assertReason(ErrorReason.NOT_A_MEMBER, () -> reads.unread("x", List.of("c")));
    assertReason(ErrorReason.NOT_A_MEMBER, () -> reads.markRead("x", "c", 1));
    assertReason(ErrorReason.CONVERSATION_NOT_FOUND, () -> reads.visibility("u", "n"));
    assertReason(ErrorReason.CONVERSATION_NOT_FOUND, () -> reads.page("u", "n", 0, HEAD, 1, 1));
    assertReason(ErrorReason.CONVERSATION_NOT_FOUND, () -> reads.unread("u", List.of("c", "n")));
    assertReason(ErrorReason.CONVERSATION_NOT_FOUND, () -> reads.markRead("u", "n", 1));
  }

  @Test
  void unreadCountsAreExact() {
    log.create("c", "u", "v");
    log.send("c", "u", "m1", 1);
    log.send("c", "v", "m2", 20);
    log.send("c", "u", "m3", 21, false, "not counted");
    log.send("c", "u", "m4", 300);
    assertThat(unread("v", "c")).isEqualTo(2);
    assertThat(unread("u", "c")).isEqualTo(1);

    assertThat(reads.markRead("v", "c", 1)).isEqualTo(new ReadState("c", 1, 1));
    assertThat(reads.markRead("v", "c", 25)).as("a hole").isEqualTo(new ReadState("c", 25, 1));
    assertThat(reads.markRead("v", "c", 300)).isEqualTo(new ReadState("c", 300, 0));
    log.send("c", "v", "m5", 301);
    assertThat(unread("v", "c")).as("own messages never count").isZero();
    assertThat(unread("u", "c")).isEqualTo(2);
  }

  @Test
  void unreadCountsOfManyRandomLogsAreExactAndNeverNegative() {
    for (int run = 0; run < 6; run++) {
      Random random = new Random(run);
      String conversation = "c" + run;
      log.create(conversation, "u", "v", "w");
      long seq = 0;
      long readSeq = 0;
      List<StoredMessage> sent = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        seq += 1 + random.nextInt(3);
        String sender = List.of("u", "v", "w").get(random.nextInt(3));
        sent.add(log.send(conversation, sender, "m" + i, seq, random.nextInt(3) > 0, "x"));
        if (random.nextInt(3) == 0) {
          long wanted = random.nextInt((int) seq + 3);
          readSeq = Math.max(readSeq, Math.min(wanted, seq));
          assertThat(reads.markRead("u", conversation, wanted).readSeq()).isEqualTo(readSeq);
        }
        long from = readSeq;
        long expected =
            sent.stream()
                .filter(m -> m.counted() && m.seq() > from && !m.key().sender().equals("u"))
                .count();
        assertThat(unread("u", conversation)).as("run %d message %d", run, i).isEqualTo(expected);
      }
    }
  }

  @Test
  void aReadPointerOnlyGoesForwardAndNotBeyondTheHead() {
    log.create("c", "u", "v");
    log.send("c", "u", "m1", 1);
    log.send("c", "u", "m2", 2);
    assertThat(reads.markRead("v", "c", 99)).isEqualTo(new ReadState("c", 2, 0));
    assertThat(reads.markRead("v", "c", 1)).isEqualTo(new ReadState("c", 2, 0));
    assertThat(reads.markRead("v", "c", 0)).isEqualTo(new ReadState("c", 2, 0));
    log.send("c", "u", "m3", 50);
    assertThat(unread("v", "c")).as("the pointer was clamped to the head of then").isEqualTo(1);
  }

  @Test
  void conversationsOfAUserInTheOrderOfTheirBytes() {
    String astral = "\ud83d\ude00";
    String high = "\uffee";
    log.create("b", "u");
    log.create("a", "u", "v");
    log.create("B", "u");
    log.create(astral, "u");
    log.create(high, "u");
    log.create("other", "v");
    log.send("a", "v", "m", 3);
    log.remove("b", "u");

    assertThat(ids(reads.conversations("u", "", 100))).containsExactly("B", "a", "b", high, astral);
    assertThat(ids(reads.conversations("u", "", 2))).containsExactly("B", "a");
    assertThat(ids(reads.conversations("u", "a", 2))).containsExactly("b", high);
    assertThat(reads.conversations("u", "B", 1))
        .containsExactly(
            new ConversationState(
                new Visibility("a", 7, 3, 0, 0, Visibility.STILL_MEMBER),
                new ReadState("a", 0, 1)));
    assertThat(reads.visibilities("u", "", 100))
        .isEqualTo(
            reads.conversations("u", "", 100).stream().map(ConversationState::visibility).toList());
    assertThat(reads.conversations("nobody", "", 100)).isEmpty();
  }

  @Test
  void unreadAnswersInTheOrderAskedFor() {
    log.create("a", "u", "v");
    log.create("b", "u", "v");
    log.send("b", "v", "m", 1);
    assertThat(reads.unread("u", List.of("b", "a", "b")))
        .containsExactly(
            new ReadState("b", 0, 1), new ReadState("a", 0, 0), new ReadState("b", 0, 1));
  }

  @Test
  void sessionEpochsGrowForEachDevice() {
    long first = reads.openSession("u", "d");
    assertThat(first).isPositive();
    assertThat(reads.openSession("u", "d")).isGreaterThan(first);
    assertThat(reads.openSession("u", "D")).isPositive();
    assertThat(reads.openSession("u", "d ")).isPositive();
  }

  private long unread(String user, String conversation) {
    return reads.unread(user, List.of(conversation)).get(0).unread();
  }

  private static List<String> ids(List<ConversationState> states) {
    return states.stream().map(state -> state.visibility().conversation()).toList();
  }

  private static void assertPage(LogPage page, long coveredTo, boolean hasMore, long... seqs) {
    assertThat(page.messages().stream().mapToLong(StoredMessage::seq)).containsExactly(box(seqs));
    assertThat(page.coveredTo()).isEqualTo(coveredTo);
    assertThat(page.hasMore()).isEqualTo(hasMore);
  }

  private static Long[] box(long[] seqs) {
    return java.util.Arrays.stream(seqs).boxed().toArray(Long[]::new);
  }

  private static void assertReason(ErrorReason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SeqsvrException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
