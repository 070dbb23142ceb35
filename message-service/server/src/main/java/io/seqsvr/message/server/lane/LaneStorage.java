package io.seqsvr.message.server.lane;

import io.seqsvr.message.server.core.SendKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The log in a database, as its one writer sees it. Thread-safe; all methods block for as long as
 * the database takes, at most the configured timeouts. The lanes of two calls at a time differ.
 */
public interface LaneStorage {
  /**
   * Takes all lanes from whoever had them: raises every epoch by one, in one transaction, which
   * waits for the former owner's transactions under way.
   *
   * @return one for each lane, in their order; when it returns, no write of an earlier epoch can
   *     become durable any more
   * @throws io.seqsvr.api.error.SeqsvrException STORE_UNAVAILABLE if it is not known to be done
   */
  List<LaneEpoch> acquireLanes();

  /**
   * Whether every lane's row still has its owner's epoch; reads only.
   *
   * @throws io.seqsvr.api.error.SeqsvrException STORE_UNAVAILABLE: not known
   */
  boolean ownsLanes(List<LaneEpoch> lanes);

  /**
   * What a batch has to know beforehand. Committed data only. It stays true until the lane's next
   * transaction, for the lane's owner is the only writer.
   *
   * @throws io.seqsvr.api.error.SeqsvrException STORE_UNAVAILABLE
   */
  Lookup lookup(
      Collection<String> conversations,
      Collection<Membership> memberships,
      Collection<SendKey> sends);

  /**
   * What is there; what is missing in the maps does not exist.
   *
   * @param heads by conversation
   * @param members those who are members now
   * @param sends by key
   */
  record Lookup(Map<String, Head> heads, Set<Membership> members, Map<SendKey, StoredSend> sends) {}

  /**
   * Writes messages and heads in one transaction: locks the lane's row and compares its epoch,
   * locks the heads in the order of their keys and compares them, writes, commits.
   */
  CommitOutcome commit(LaneEpoch lane, List<Append> appends);

  /**
   * Finds out how a transaction of unknown outcome ended: waits for the lane's row, which the
   * transaction holds until it has ended one way or the other, and reads under that lock.
   *
   * @return which of the sends are stored, and whether the lane is still this owner's
   * @throws io.seqsvr.api.error.SeqsvrException STORE_UNAVAILABLE: not known yet
   */
  Resolution resolve(LaneEpoch lane, Collection<SendKey> sends);

  /**
   * What became of sends.
   *
   * @param owned whether the lane's row has the owner's epoch
   */
  record Resolution(boolean owned, Map<SendKey, StoredSend> sends) {}

  /** Changes members in one transaction, with lane row and head locked as in {@link #commit}. */
  MembershipOutcome change(LaneEpoch lane, MembershipChange change);
}
