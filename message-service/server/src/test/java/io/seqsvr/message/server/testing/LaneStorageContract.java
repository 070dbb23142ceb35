package io.seqsvr.message.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.MessageReads;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.lane.Append;
import io.seqsvr.message.server.lane.CommitOutcome;
import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.LaneEpoch;
import io.seqsvr.message.server.lane.LaneStorage;
import io.seqsvr.message.server.lane.Membership;
import io.seqsvr.message.server.lane.MembershipChange;
import io.seqsvr.message.server.lane.MembershipOutcome;
import io.seqsvr.message.server.lane.StoredSend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lanes rely on, whatever the database: fence, heads, keys, members. */
public abstract class LaneStorageContract {
  private static final int MEMBER_LIMIT = 5;
  private static final List<String> TRICKY_IDS =
      List.of(
          "a",
          "A",
          "a ",
          " a",
          "a\u0000",
          "caf\u00e9",
          "cafe\u0301",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "' OR 1=1 -- ",
          "%",
          "_",
          "\\");

  private LaneStorage storage;
  private LogWriter log;

  /** Something to test. */
  public record Fixture(LaneStorage storage, MessageReads reads) {}

  /** An empty database with at least two lanes. */
  protected abstract Fixture open(int memberLimit);

  private MessageReads reads;

  @BeforeEach
  void openStorage() {
    Fixture fixture = open(MEMBER_LIMIT);
    storage = fixture.storage();
    reads = fixture.reads();
    log = new LogWriter(storage);
  }

  @Test
  void acquiringRaisesEveryEpochByOne() {
    List<LaneEpoch> first = storage.acquireLanes();
    List<LaneEpoch> second = storage.acquireLanes();
    assertThat(first).hasSizeGreaterThanOrEqualTo(2);
    for (int lane = 0; lane < first.size(); lane++) {
      assertThat(first.get(lane).lane()).isEqualTo(lane);
      assertThat(second.get(lane)).isEqualTo(new LaneEpoch(lane, first.get(lane).epoch() + 1));
    }
  }

  @Test
  void lanesAreOwnedUntilAnotherOneTakesThem() {
    List<LaneEpoch> first = storage.acquireLanes();
    assertThat(storage.ownsLanes(first)).isTrue();
    List<LaneEpoch> second = storage.acquireLanes();
    assertThat(storage.ownsLanes(first)).isFalse();
    assertThat(storage.ownsLanes(second)).isTrue();
  }

  @Test
  void aFormerOwnerWritesNothing() {
    log.create("c", "u");
    Head head = log.head("c");
    long newer = storage.acquireLanes().get(0).epoch();

    Append append = LogWriter.append(head, 1, draft("c", "u", "m"));
    assertThat(storage.commit(log.lane(), List.of(append)))
        .isEqualTo(new CommitOutcome.Fenced(newer));
    assertThat(storage.change(log.lane(), new MembershipChange.Add("c", List.of("v"))))
        .isEqualTo(new MembershipOutcome.Fenced(newer));
    assertThat(storage.change(log.lane(), new MembershipChange.Create("d", 1, List.of())))
        .isInstanceOf(MembershipOutcome.Fenced.class);

    assertThat(log.head("c")).isEqualTo(head);
    assertThat(storage.lookup(List.of("d"), List.of(), List.of()).heads()).isEmpty();
    assertThat(members("c", "v")).isEmpty();
    assertThat(stored("c", "u", "m")).isNull();
  }

  @Test
  void aCommitMovesHeadsAndIsFoundByItsKeys() {
    log.create("c", "u", "v");
    log.create("d", "u");
    Append first =
        LogWriter.append(
            log.head("c"),
            5,
            draft("c", "u", "m1"),
            LogWriter.draft("c", "v", "m1", false, "not counted"),
            draft("c", "u", "m2"));
    Append second = LogWriter.append(log.head("d"), 1, draft("d", "u", "m1"));
    assertThat(storage.commit(log.lane(), List.of(second, first)))
        .isEqualTo(new CommitOutcome.Committed());

    assertThat(log.head("c")).isEqualTo(new Head("c", 7, 7, 2, 0));
    assertThat(log.head("d")).isEqualTo(new Head("d", 7, 1, 1, 0));
    for (Append.Row row : first.rows()) {
      SendKey key = row.message().key();
      assertThat(stored(key.conversation(), key.sender(), key.clientMsgId()))
          .isEqualTo(new StoredSend(row.hash(), row.message().receipt(true)));
    }
    assertThat(messages("u", "c"))
        .isEqualTo(first.rows().stream().map(Append.Row::message).toList());
  }

  @Test
  void aHeadThatIsNotTheExpectedOneStopsTheWholeCommit() {
    log.create("c", "u");
    log.create("d", "u");
    Head former = log.head("c");
    log.send("c", "u", "m1", 3);
    Append late = LogWriter.append(former, 4, draft("c", "u", "m2"));
    Append innocent = LogWriter.append(log.head("d"), 1, draft("d", "u", "m1"));

    CommitOutcome outcome = storage.commit(log.lane(), List.of(innocent, late));

    assertThat(outcome).isInstanceOf(CommitOutcome.HeadsMoved.class);
    assertThat(((CommitOutcome.HeadsMoved) outcome).heads())
        .containsEntry("c", log.head("c"))
        .containsEntry("d", new Head("d", 7, 0, 0, 0));
    assertThat(stored("c", "u", "m2")).isNull();
    assertThat(stored("d", "u", "m1")).isNull();
  }

  @Test
  void aConversationThatIsNotThereStopsTheCommit() {
    Append append = LogWriter.append(new Head("none", 7, 0, 0, 0), 1, draft("none", "u", "m"));
    CommitOutcome outcome = storage.commit(log.lane(), List.of(append));
    assertThat(outcome).isInstanceOf(CommitOutcome.HeadsMoved.class);
    assertThat(((CommitOutcome.HeadsMoved) outcome).heads()).isEmpty();
  }

  @Test
  void aKeyIsThereOnce() {
    log.create("c", "u");
    log.create("d", "u");
    log.send("c", "u", "m", 1);
    Head head = log.head("c");
    Append again = LogWriter.append(head, 2, draft("c", "u", "other"), draft("c", "u", "m"));
    Append innocent = LogWriter.append(log.head("d"), 1, draft("d", "u", "m"));

    assertThat(storage.commit(log.lane(), List.of(again, innocent)))
        .isInstanceOf(CommitOutcome.Refused.class);

    assertThat(log.head("c")).isEqualTo(head);
    assertThat(stored("c", "u", "other")).isNull();
    assertThat(stored("d", "u", "m")).as("the whole transaction is rolled back").isNull();
  }

  @Test
  void idsAreComparedByteByByte() {
    long seq = 1;
    for (String id : TRICKY_IDS) {
      assertThat(log.create(id, id).created()).as("conversation <%s>", id).isTrue();
      log.send(id, id, "m", 10);
    }
    log.create("all", "first");
    for (String id : TRICKY_IDS) {
      assertThat(log.add("all", id).users()).as("user <%s>", id).containsExactly(id);
      log.send("all", id, "same", seq++);
      log.send("all", "first", id, seq++);
      log.remove("all", id);
    }
    List<SendKey> keys = new ArrayList<>();
    List<Membership> memberships = new ArrayList<>();
    for (String id : TRICKY_IDS) {
      for (String other : TRICKY_IDS) {
        memberships.add(new Membership(id, other));
        keys.add(new SendKey(id, other, "m"));
      }
    }
    LaneStorage.Lookup found = storage.lookup(TRICKY_IDS, memberships, keys);
    assertThat(found.heads()).containsOnlyKeys(TRICKY_IDS);
    assertThat(found.members())
        .containsExactlyInAnyOrderElementsOf(
            TRICKY_IDS.stream().map(id -> new Membership(id, id)).toList());
    assertThat(found.sends())
        .containsOnlyKeys(TRICKY_IDS.stream().map(id -> new SendKey(id, id, "m")).toList());
    assertThat(storage.resolve(log.lane(), keys).sends()).isEqualTo(found.sends());
    assertThat(messages("first", "all").stream().map(message -> message.key().clientMsgId()))
        .containsSubsequence(TRICKY_IDS);
  }

  @Test
  void bodiesComeBackByteByByte() {
    log.create("c", "u");
    String odd = "\u0000'\"\\\ud83d\ude00\r\n";
    StoredMessage empty = log.send("c", "u", "m1", 1, true, "");
    StoredMessage strange = log.send("c", "u", "m2", 2, false, odd);
    StoredMessage large = log.send("c", "u", "m3", 3, true, "x".repeat(64 * 1024));
    assertThat(messages("u", "c")).containsExactly(empty, strange, large);
  }

  @Test
  void aLookupOfNothingFindsNothing() {
    assertThat(storage.lookup(List.of(), List.of(), List.of()))
        .isEqualTo(new LaneStorage.Lookup(Map.of(), Set.of(), Map.of()));
    assertThat(
            storage.lookup(
                List.of("c"),
                List.of(new Membership("c", "u")),
                List.of(new SendKey("c", "u", "m"))))
        .isEqualTo(new LaneStorage.Lookup(Map.of(), Set.of(), Map.of()));
  }

  @Test
  void resolvingTellsWhatIsStoredAndWhoseTheLaneIs() {
    log.create("c", "u");
    StoredMessage message = log.send("c", "u", "m", 1);
    List<SendKey> keys = List.of(message.key(), new SendKey("c", "u", "never"));

    LaneStorage.Resolution mine = storage.resolve(log.lane(), keys);
    assertThat(mine.owned()).isTrue();
    assertThat(mine.sends()).containsOnlyKeys(message.key());

    storage.acquireLanes();
    LaneStorage.Resolution lost = storage.resolve(log.lane(), keys);
    assertThat(lost.owned()).isFalse();
    assertThat(lost.sends()).isEqualTo(mine.sends());
  }

  @Test
  void creatingTwiceChangesNothing() {
    assertThat(log.create("c", "u", "v"))
        .isEqualTo(new MembershipOutcome.Done(true, List.of("u", "v"), new Head("c", 7, 0, 0, 0)));
    log.send("c", "u", "m", 4);

    MembershipOutcome again =
        storage.change(log.lane(), new MembershipChange.Create("c", 99, List.of("w")));

    assertThat(again)
        .isEqualTo(new MembershipOutcome.Done(false, List.of(), new Head("c", 7, 4, 1, 0)));
    assertThat(members("c", "u", "v", "w")).containsExactlyInAnyOrder("u", "v");
  }

  @Test
  void changesNameThoseForWhomSomethingChanged() {
    log.create("c", "u");
    assertThat(log.add("c", "u", "v", "w").users()).containsExactlyInAnyOrder("v", "w");
    assertThat(log.add("c", "u", "v").users()).isEmpty();
    assertThat(log.remove("c", "v", "never").users()).containsExactly("v");
    assertThat(log.remove("c", "v").users()).isEmpty();
    assertThat(log.add("c", "v").users()).containsExactly("v");
    assertThat(members("c", "u", "v", "w", "never")).containsExactlyInAnyOrder("u", "v", "w");
  }

  @Test
  void changesOfWhatIsNotThere() {
    assertThat(storage.change(log.lane(), new MembershipChange.Add("none", List.of("u"))))
        .isEqualTo(new MembershipOutcome.NotFound());
    assertThat(storage.change(log.lane(), new MembershipChange.Remove("none", List.of("u"))))
        .isEqualTo(new MembershipOutcome.NotFound());
  }

  @Test
  void membersAreLimited() {
    log.create("c", "u1", "u2", "u3", "u4");
    assertThat(storage.change(log.lane(), new MembershipChange.Add("c", List.of("u5", "u6"))))
        .isEqualTo(new MembershipOutcome.TooManyMembers(MEMBER_LIMIT));
    assertThat(members("c", "u5", "u6")).isEmpty();
    assertThat(log.add("c", "u1", "u2", "u5").users())
        .as("members that are there already take no room")
        .containsExactly("u5");
    log.remove("c", "u1");
    assertThat(log.add("c", "u6").users()).as("those who left take no room").hasSize(1);
  }

  @Test
  void whoLeavesAndComesBackSeesWhatComesAfter() {
    log.create("c", "u", "v");
    log.send("c", "u", "m1", 1);
    log.remove("c", "v");
    assertThat(reads.visibility("v", "c")).isEqualTo(new Visibility("c", 7, 1, 0, 0, 1));
    log.send("c", "u", "m2", 2);
    MembershipOutcome.Done back = log.add("c", "v");
    assertThat(back.head()).isEqualTo(new Head("c", 7, 2, 2, 0));
    StoredMessage after = log.send("c", "u", "m3", 3);

    assertThat(reads.visibility("v", "c"))
        .isEqualTo(new Visibility("c", 7, 3, 0, 2, Visibility.STILL_MEMBER));
    assertThat(messages("v", "c")).containsExactly(after);
    assertThat(reads.unread("v", List.of("c")).get(0).unread()).isEqualTo(1);
  }

  private static Draft draft(String conversation, String sender, String clientMsgId) {
    return LogWriter.draft(conversation, sender, clientMsgId, true, clientMsgId);
  }

  private List<String> members(String conversation, String... users) {
    List<Membership> asked =
        List.of(users).stream().map(user -> new Membership(conversation, user)).toList();
    return storage.lookup(List.of(), asked, List.of()).members().stream()
        .map(Membership::user)
        .toList();
  }

  private @Nullable StoredSend stored(String conversation, String sender, String clientMsgId) {
    SendKey key = new SendKey(conversation, sender, clientMsgId);
    return storage.lookup(List.of(), List.of(), List.of(key)).sends().get(key);
  }

  private List<StoredMessage> messages(String user, String conversation) {
    return reads.page(user, conversation, 0, Long.MAX_VALUE, 1_000, 1 << 20).messages();
  }
}
