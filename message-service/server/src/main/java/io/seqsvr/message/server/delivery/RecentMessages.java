package io.seqsvr.message.server.delivery;

import io.seqsvr.message.server.core.StoredMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last messages of the conversations in use, as they were committed. Each conversation has a
 * tail without a hole: every message names the one before it as its predecessor. A range is served
 * only if that chain closes over all of it; else the caller reads the database.
 *
 * <p>Bounded in bytes (the oldest messages of the conversation that was used longest ago go first),
 * in messages of one conversation, and in age. Thread-safe: conversations are spread over stripes,
 * each guarded by its monitor, with an equal share of the bytes.
 */
public final class RecentMessages {
  /** What an entry costs beside its body and ids. */
  static final int ENTRY_BYTES = 256;

  private static final Duration MAX_AGE = Duration.ofHours(24);
  private static final int STRIPES = 16;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final int maxMessagesPerConversation;
  private final InstantSource instants;

  /**
   * @param maxBytes in all, counted roughly
   * @param maxMessagesPerConversation at least 1
   */
  public RecentMessages(long maxBytes, int maxMessagesPerConversation, InstantSource instants) {
    if (maxBytes < 0 || maxMessagesPerConversation < 1) {
      throw new IllegalArgumentException(
          "bounds out of range: " + maxBytes + ", " + maxMessagesPerConversation);
    }
    this.maxMessagesPerConversation = maxMessagesPerConversation;
    this.instants = instants;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(maxBytes / STRIPES);
    }
  }

  /**
   * A part of a conversation.
   *
   * @param messages ascending
   * @param coveredTo every message after the start of the range and up to here is in it
   * @param head seq of the last message of the conversation
   */
  record Range(List<StoredMessage> messages, long coveredTo, long head) {
    Range {
      messages = List.copyOf(messages);
    }
  }

  /** Takes messages that were committed, ascending, without a hole between them. */
  void append(String conversation, long epoch, List<StoredMessage> messages) {
    stripe(conversation).append(conversation, epoch, messages);
  }

  /**
   * The messages with {@code after < seq <= upTo}, from the first on.
   *
   * @param upTo {@link Long#MAX_VALUE} for the last message that is here
   * @param limit most messages
   * @param maxBytes of bodies; the first message comes even if it is larger
   * @return empty if they are not all here
   */
  Optional<Range> range(
      String conversation, long epoch, long after, long upTo, int limit, long maxBytes) {
    return stripe(conversation).range(conversation, epoch, after, upTo, limit, maxBytes);
  }

  private Stripe stripe(String conversation) {
    return stripes[Math.floorMod(conversation.hashCode(), STRIPES)];
  }

  private static long cost(StoredMessage message) {
    return ENTRY_BYTES
        + message.body().size()
        + 2L * (message.key().sender().length() + message.key().clientMsgId().length());
  }

  private static final class Tail {
    final long epoch;
    final ArrayDeque<StoredMessage> messages = new ArrayDeque<>();

    Tail(long epoch) {
      this.epoch = epoch;
    }
  }

  private final class Stripe {
    private final Map<String, Tail> tails = new LinkedHashMap<>(16, 0.75f, true);
    private final long maxBytes;
    private long bytes;

    Stripe(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    synchronized void append(String conversation, long epoch, List<StoredMessage> messages) {
      Tail tail = tails.computeIfAbsent(conversation, id -> new Tail(epoch));
      if (tail.epoch != epoch) {
        drop(tail);
        tail = new Tail(epoch);
        tails.put(conversation, tail);
      }
      for (StoredMessage message : messages) {
        StoredMessage last = tail.messages.peekLast();
        if (last != null && last.seq() != message.prevSeq()) {
          drop(tail);
        }
        tail.messages.add(message);
        bytes += cost(message);
        if (tail.messages.size() > maxMessagesPerConversation) {
          bytes -= cost(tail.messages.remove());
        }
      }
      evict();
    }

    synchronized Optional<Range> range(
        String conversation, long epoch, long after, long upTo, int limit, long maxBytes) {
      Tail tail = tails.get(conversation);
      if (tail == null || tail.epoch != epoch) {
        return Optional.empty();
      }
      expire(tail);
      StoredMessage first = tail.messages.peekFirst();
      StoredMessage last = tail.messages.peekLast();
      if (first == null || last == null) {
        tails.remove(conversation);
        return Optional.empty();
      }
      long end = upTo == Long.MAX_VALUE ? last.seq() : upTo;
      if (first.prevSeq() > after || last.seq() < end || end < after) {
        return Optional.empty();
      }
      return Optional.of(take(tail, after, end, limit, maxBytes, last.seq()));
    }

    private Range take(Tail tail, long after, long end, int limit, long maxBytes, long head) {
      ArrayDeque<StoredMessage> newestFirst = new ArrayDeque<>();
      Iterator<StoredMessage> backwards = tail.messages.descendingIterator();
      while (backwards.hasNext()) {
        StoredMessage message = backwards.next();
        if (message.seq() <= after) {
          break;
        }
        if (message.seq() <= end) {
          newestFirst.addFirst(message);
        }
      }
      List<StoredMessage> taken = new ArrayList<>();
      long size = 0;
      for (StoredMessage message : newestFirst) {
        size += message.body().size();
        if (taken.size() == limit || (!taken.isEmpty() && size > maxBytes)) {
          return new Range(taken, taken.get(taken.size() - 1).seq(), head);
        }
        taken.add(message);
      }
      return new Range(taken, end, head);
    }

    private void expire(Tail tail) {
      long oldestMillis = instants.instant().minus(MAX_AGE).toEpochMilli();
      StoredMessage first = tail.messages.peekFirst();
      while (first != null && first.createdAtMillis() < oldestMillis) {
        bytes -= cost(tail.messages.remove());
        first = tail.messages.peekFirst();
      }
    }

    private void evict() {
      Iterator<Tail> usedLongestAgoFirst = tails.values().iterator();
      while (bytes > maxBytes && usedLongestAgoFirst.hasNext()) {
        Tail tail = usedLongestAgoFirst.next();
        while (bytes > maxBytes && !tail.messages.isEmpty()) {
          bytes -= cost(tail.messages.remove());
        }
        if (tail.messages.isEmpty()) {
          usedLongestAgoFirst.remove();
        }
      }
    }

    private void drop(Tail tail) {
      tail.messages.forEach(message -> bytes -= cost(message));
      tail.messages.clear();
    }
  }
}
