package io.seqsvr.message.server.testing;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.ConversationState;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.MessageReads;
import io.seqsvr.message.server.core.ReadState;
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
import io.seqsvr.message.server.testing.LogTables.Log;
import io.seqsvr.message.server.testing.LogTables.Member;
import io.seqsvr.message.server.testing.StorageFaults.Fault;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The log in memory: one database that outlives its owners, so that a second {@code Lanes} on the
 * same instance is another process. Thread-safe; every operation is one transaction.
 */
public final class InMemoryMessageStorage implements LaneStorage, MessageReads {
  private final int memberLimit;
  private final long[] epochs;
  private final LogTables tables = new LogTables();
  private final Map<Integer, Runnable> sentAndNotDone = new HashMap<>();
  private volatile StorageFaults faults = StorageFaults.NONE;
  private volatile Predicate<StoredMessage> poison = message -> false;

  /**
   * @param laneCount a power of two
   * @param memberLimit most members of a conversation
   */
  public InMemoryMessageStorage(int laneCount, int memberLimit) {
    this.epochs = new long[laneCount];
    this.memberLimit = memberLimit;
  }

  /** With one lane, and more members than any test has. */
  public InMemoryMessageStorage() {
    this(1, 100_000);
  }

  /** What goes wrong from now on. */
  public void faults(StorageFaults newFaults) {
    this.faults = newFaults;
  }

  /** Messages that the database refuses from now on. */
  public void poison(Predicate<StoredMessage> refused) {
    this.poison = refused;
  }

  /** Everything that is committed in a conversation, ascending; empty if it does not exist. */
  public synchronized List<StoredMessage> messages(String conversation) {
    Log log = tables.logs.get(conversation);
    return log == null ? List.of() : List.copyOf(log.messages.values());
  }

  /** All conversations that exist. */
  public synchronized Set<String> conversationIds() {
    return Set.copyOf(tables.logs.keySet());
  }

  /** Sets a head as nobody should: what an operator does by hand, or a restore. */
  public synchronized void overwriteHead(Head head) {
    log(head.conversation()).head = head;
  }

  // ---- LaneStorage ----

  @Override
  public List<LaneEpoch> acquireLanes() {
    Fault fault = faults.next(Operation.ACQUIRE);
    failIf(fault == Fault.FAILS || fault == Fault.UNKNOWN_NOT_DONE);
    List<LaneEpoch> acquired = new ArrayList<>();
    synchronized (this) {
      for (int lane = 0; lane < epochs.length; lane++) {
        lock(lane);
        epochs[lane]++;
        acquired.add(new LaneEpoch(lane, epochs[lane]));
      }
    }
    failIf(fault != Fault.NONE);
    return acquired;
  }

  @Override
  public boolean ownsLanes(List<LaneEpoch> lanes) {
    failIf(faults.next(Operation.READ) != Fault.NONE);
    return isOwnerOf(lanes);
  }

  private synchronized boolean isOwnerOf(List<LaneEpoch> lanes) {
    return lanes.stream().allMatch(lane -> epochs[lane.lane()] == lane.epoch());
  }

  @Override
  public Lookup lookup(
      Collection<String> conversations,
      Collection<Membership> memberships,
      Collection<SendKey> sends) {
    failIf(faults.next(Operation.LOOKUP) != Fault.NONE);
    synchronized (this) {
      Set<Membership> members = new HashSet<>();
      for (Membership membership : memberships) {
        Log log = tables.logs.get(membership.conversation());
        Member member = log == null ? null : log.members.get(membership.user());
        if (member != null && member.isMember()) {
          members.add(membership);
        }
      }
      return new Lookup(heads(conversations), members, stored(sends));
    }
  }

  @Override
  public CommitOutcome commit(LaneEpoch lane, List<Append> appends) {
    Fault fault = faults.next(Operation.COMMIT);
    RuntimeException cause = unavailable();
    if (fault == Fault.FAILS) {
      return new CommitOutcome.RolledBack(cause);
    }
    synchronized (this) {
      lock(lane.lane());
      if (epochs[lane.lane()] != lane.epoch()) {
        return new CommitOutcome.Fenced(epochs[lane.lane()]);
      }
      List<String> conversations =
          appends.stream().map(append -> append.expected().conversation()).toList();
      Map<String, Head> heads = heads(conversations);
      for (Append append : appends) {
        if (!append.expected().equals(heads.get(append.expected().conversation()))) {
          return new CommitOutcome.HeadsMoved(heads);
        }
      }
      if (!acceptsRows(appends)) {
        return new CommitOutcome.Refused(new IllegalStateException("a row was refused"));
      }
      return end(fault, lane, () -> appends.forEach(this::write))
          ? new CommitOutcome.Committed()
          : new CommitOutcome.Unknown(cause);
    }
  }

  @Override
  public Resolution resolve(LaneEpoch lane, Collection<SendKey> sends) {
    failIf(faults.next(Operation.RESOLVE) != Fault.NONE);
    synchronized (this) {
      lock(lane.lane());
      return new Resolution(epochs[lane.lane()] == lane.epoch(), stored(sends));
    }
  }

  @Override
  public MembershipOutcome change(LaneEpoch lane, MembershipChange change) {
    Fault fault = faults.next(Operation.CHANGE);
    if (fault == Fault.FAILS) {
      return new MembershipOutcome.Failed(false, unavailable());
    }
    synchronized (this) {
      lock(lane.lane());
      if (epochs[lane.lane()] != lane.epoch()) {
        return new MembershipOutcome.Fenced(epochs[lane.lane()]);
      }
      MemberRows.Plan plan = MemberRows.plan(tables, change, memberLimit);
      return end(fault, lane, plan.write())
          ? plan.outcome()
          : new MembershipOutcome.Failed(true, unavailable());
    }
  }

  /**
   * Ends a transaction that holds its locks.
   *
   * @return whether its owner hears that it is done
   */
  private boolean end(Fault fault, LaneEpoch lane, Runnable write) {
    switch (fault) {
      case NONE, UNKNOWN_DONE -> write.run();
      case UNKNOWN_DONE_LATER -> sentAndNotDone.put(lane.lane(), write);
      case UNKNOWN_NOT_DONE, FAILS -> {}
    }
    return fault == Fault.NONE;
  }

  /** Waits for the lane's row: for the transaction that has it. */
  private void lock(int lane) {
    Runnable write = sentAndNotDone.remove(lane);
    if (write != null) {
      write.run();
    }
  }

  private boolean acceptsRows(List<Append> appends) {
    Set<SendKey> keys = new HashSet<>();
    for (Append append : appends) {
      Log log = log(append.expected().conversation());
      for (Append.Row row : append.rows()) {
        StoredMessage message = row.message();
        boolean known = log.seqs.containsKey(message.key()) || !keys.add(message.key());
        if (known || log.messages.containsKey(message.seq()) || poison.test(message)) {
          return false;
        }
      }
    }
    return true;
  }

  private void write(Append append) {
    log(append.expected().conversation()).write(append);
  }

  private Map<String, Head> heads(Collection<String> conversations) {
    Map<String, Head> heads = new HashMap<>();
    for (String conversation : conversations) {
      Log log = tables.logs.get(conversation);
      if (log != null) {
        heads.put(conversation, log.head);
      }
    }
    return heads;
  }

  private Map<SendKey, StoredSend> stored(Collection<SendKey> sends) {
    Map<SendKey, StoredSend> found = new HashMap<>();
    for (SendKey key : sends) {
      Log log = tables.logs.get(key.conversation());
      StoredSend send = log == null ? null : log.send(key);
      if (send != null) {
        found.put(key, send);
      }
    }
    return found;
  }

  // ---- MessageReads ----

  @Override
  public Visibility visibility(String user, String conversation) {
    beforeRead();
    synchronized (this) {
      return log(conversation).visibility(member(user, conversation));
    }
  }

  @Override
  public LogPage page(
      String user, String conversation, long afterSeq, long upToSeq, int limit, int maxBytes) {
    beforeRead();
    synchronized (this) {
      Log log = log(conversation);
      Visibility visibility = log.visibility(member(user, conversation));
      long end = Math.min(upToSeq, visibility.visibleHead());
      List<StoredMessage> messages = new ArrayList<>();
      long bytes = 0;
      long from = Math.max(afterSeq, visibility.visibleFrom());
      for (StoredMessage message : log.messages.tailMap(from, false).values()) {
        if (message.seq() > end) {
          break;
        }
        bytes += message.body().size();
        if (messages.size() == limit || (bytes > maxBytes && !messages.isEmpty())) {
          long coveredTo = messages.get(messages.size() - 1).seq();
          return new LogPage(visibility, messages, coveredTo, true);
        }
        messages.add(message);
      }
      return new LogPage(visibility, messages, end, false);
    }
  }

  @Override
  public List<ConversationState> conversations(String user, String after, int limit) {
    beforeRead();
    synchronized (this) {
      return logsOf(user, after)
          .limit(limit)
          .map(log -> log.state(user, member(user, log.head.conversation())))
          .toList();
    }
  }

  @Override
  public List<Visibility> visibilities(String user, String after, int limit) {
    return conversations(user, after, limit).stream().map(ConversationState::visibility).toList();
  }

  @Override
  public List<ReadState> unread(String user, List<String> conversations) {
    beforeRead();
    synchronized (this) {
      return conversations.stream()
          .map(conversation -> log(conversation).readState(user, member(user, conversation)))
          .toList();
    }
  }

  @Override
  public ReadState markRead(String user, String conversation, long readSeq) {
    beforeRead();
    synchronized (this) {
      Log log = log(conversation);
      Member member = member(user, conversation);
      long clamped = Math.min(readSeq, log.visibility(member).visibleHead());
      Member moved =
          new Member(member.joinedSeq(), member.leftSeq(), Math.max(member.readSeq(), clamped));
      log.members.put(user, moved);
      return log.readState(user, moved);
    }
  }

  @Override
  public long openSession(String user, String device) {
    beforeRead();
    synchronized (this) {
      return tables.sessionEpochs.merge(List.of(user, device), 1L, Long::sum);
    }
  }

  private void beforeRead() {
    failIf(faults.next(Operation.READ) != Fault.NONE);
  }

  private Stream<Log> logsOf(String user, String after) {
    return tables.logs.tailMap(after, false).values().stream()
        .filter(log -> log.members.containsKey(user));
  }

  private Log log(String conversation) {
    Log log = tables.logs.get(conversation);
    if (log == null) {
      throw SeqsvrException.of(ErrorReason.CONVERSATION_NOT_FOUND, "no such conversation");
    }
    return log;
  }

  private Member member(String user, String conversation) {
    Member member = log(conversation).members.get(user);
    if (member == null) {
      throw SeqsvrException.of(ErrorReason.NOT_A_MEMBER, "never was a member");
    }
    return member;
  }

  private static void failIf(boolean fails) {
    if (fails) {
      throw unavailable();
    }
  }

  private static SeqsvrException unavailable() {
    return SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "the test says so");
  }
}
