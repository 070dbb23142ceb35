package io.seqsvr.message.server.testing;

import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.lane.Append;
import io.seqsvr.message.server.lane.CommitOutcome;
import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.LaneEpoch;
import io.seqsvr.message.server.lane.LaneStorage;
import io.seqsvr.message.server.lane.MembershipChange;
import io.seqsvr.message.server.lane.MembershipOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Fills a storage without lanes: takes all lanes, and writes everything through one of them. Not
 * thread-safe.
 */
public final class LogWriter {
  /** When all of its messages were stored. */
  public static final long CREATED_AT_MILLIS = 1_700_000_000_123L;

  private final LaneStorage storage;
  private final LaneEpoch lane;

  public LogWriter(LaneStorage storage) {
    this.storage = storage;
    this.lane = storage.acquireLanes().get(0);
  }

  /** The lane that it writes through. */
  public LaneEpoch lane() {
    return lane;
  }

  /** Creates a conversation of log epoch 7. */
  public MembershipOutcome.Done create(String conversation, String... members) {
    return done(new MembershipChange.Create(conversation, 7, List.of(members)));
  }

  /** Adds members. */
  public MembershipOutcome.Done add(String conversation, String... users) {
    return done(new MembershipChange.Add(conversation, List.of(users)));
  }

  /** Removes members. */
  public MembershipOutcome.Done remove(String conversation, String... users) {
    return done(new MembershipChange.Remove(conversation, List.of(users)));
  }

  /** Stores a counted message with a body of its own id. */
  public StoredMessage send(String conversation, String sender, String clientMsgId, long seq) {
    return send(conversation, sender, clientMsgId, seq, true, clientMsgId);
  }

  /** Stores a message. */
  public StoredMessage send(
      String conversation,
      String sender,
      String clientMsgId,
      long seq,
      boolean counted,
      String text) {
    Append append =
        append(head(conversation), seq, draft(conversation, sender, clientMsgId, counted, text));
    CommitOutcome outcome = storage.commit(lane, List.of(append));
    if (!(outcome instanceof CommitOutcome.Committed)) {
      throw new IllegalStateException("not committed: " + outcome);
    }
    return append.rows().get(0).message();
  }

  /** The head that is committed. */
  public Head head(String conversation) {
    Map<String, Head> heads = storage.lookup(List.of(conversation), List.of(), List.of()).heads();
    Head head = heads.get(conversation);
    if (head == null) {
      throw new IllegalStateException("no such conversation: " + conversation);
    }
    return head;
  }

  /** A chat message. */
  public static Draft draft(
      String conversation, String sender, String clientMsgId, boolean counted, String text) {
    return new Draft(
        new SendKey(conversation, sender, clientMsgId),
        MessageKind.CHAT,
        counted,
        Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Messages with consecutive seqs that follow a head. */
  public static Append append(Head head, long firstSeq, Draft... drafts) {
    List<Append.Row> rows = new ArrayList<>();
    long prevSeq = head.headSeq();
    long countNo = head.headNo();
    for (Draft draft : drafts) {
      long seq = firstSeq + rows.size();
      countNo += draft.counted() ? 1 : 0;
      StoredMessage message =
          new StoredMessage(
              draft.key(),
              seq,
              prevSeq,
              countNo,
              UUID.nameUUIDFromBytes(draft.key().toString().getBytes(StandardCharsets.UTF_8)),
              draft.kind(),
              draft.counted(),
              draft.body(),
              CREATED_AT_MILLIS);
      rows.add(new Append.Row(message, draft.payloadHash()));
      prevSeq = seq;
    }
    return new Append(head, rows);
  }

  private MembershipOutcome.Done done(MembershipChange change) {
    MembershipOutcome outcome = storage.change(lane, change);
    if (outcome instanceof MembershipOutcome.Done done) {
      return done;
    }
    throw new IllegalStateException("not done: " + outcome);
  }
}
