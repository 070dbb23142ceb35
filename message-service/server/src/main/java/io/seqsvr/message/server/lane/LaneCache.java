package io.seqsvr.message.server.lane;

import io.seqsvr.message.server.core.SendKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a lane remembers of the database, only of what is there: the absence of something is always
 * read anew. It is true as long as the lane is the only writer, which every commit proves; after
 * any other outcome it must be {@linkplain #clear() emptied}. Confined to the lane's thread.
 */
final class LaneCache {
  private final LaneStorage storage;
  private final Lru<String, Head> heads;
  private final Lru<Membership, Boolean> members;
  private final Lru<SendKey, StoredSend> sends;

  LaneCache(LaneStorage storage, int maxEntries) {
    this.storage = storage;
    this.heads = new Lru<>(maxEntries);
    this.members = new Lru<>(maxEntries);
    this.sends = new Lru<>(maxEntries);
  }

  /**
   * Everything about some sends, with at most one look into the database.
   *
   * @throws io.seqsvr.api.error.SeqsvrException STORE_UNAVAILABLE
   */
  LaneStorage.Lookup lookup(Collection<SendKey> keys) {
    Map<String, Head> knownHeads = new HashMap<>();
    Set<Membership> knownMembers = new HashSet<>();
    Map<SendKey, StoredSend> knownSends = new HashMap<>();
    Set<String> askHeads = new LinkedHashSet<>();
    Set<Membership> askMembers = new LinkedHashSet<>();
    List<SendKey> askSends = new ArrayList<>();
    for (SendKey key : keys) {
      StoredSend send = sends.get(key);
      if (send != null) {
        knownSends.put(key, send);
        continue;
      }
      askSends.add(key);
      Head head = heads.get(key.conversation());
      if (head == null) {
        askHeads.add(key.conversation());
      } else {
        knownHeads.put(key.conversation(), head);
      }
      Membership membership = new Membership(key.conversation(), key.sender());
      if (members.get(membership) == null) {
        askMembers.add(membership);
      } else {
        knownMembers.add(membership);
      }
    }
    if (!askSends.isEmpty()) {
      LaneStorage.Lookup found = storage.lookup(askHeads, askMembers, askSends);
      found.heads().values().forEach(this::putHead);
      found.members().forEach(this::putMember);
      found.sends().forEach(this::putSend);
      knownHeads.putAll(found.heads());
      knownMembers.addAll(found.members());
      knownSends.putAll(found.sends());
    }
    return new LaneStorage.Lookup(knownHeads, knownMembers, knownSends);
  }

  void putHead(Head head) {
    heads.put(head.conversation(), head);
  }

  void putMember(Membership membership) {
    members.put(membership, true);
  }

  void removeMember(Membership membership) {
    members.remove(membership);
  }

  void putSend(SendKey key, StoredSend send) {
    sends.put(key, send);
  }

  /** Forgets everything. */
  void clear() {
    heads.clear();
    members.clear();
    sends.clear();
  }
}
