package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.api.time.MonotonicClock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sections of the cluster as this node sees them; serves those that it owns.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public final class Allocator {
  /** Highest number that a conversation can be lifted to; leaves as many above it. */
  public static final long MAX_RAISE = 1L << 62;

  private final Section[] sections;
  private final AllocSettings settings;
  private final MonotonicClock clock;
  private final AllocObserver observer;

  Allocator(
      List<Section> sections,
      AllocSettings settings,
      MonotonicClock clock,
      AllocObserver observer) {
    this.sections = sections.toArray(Section[]::new);
    this.settings = settings;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Takes the next seqs of a conversation.
   *
   * @param namespace 0 to 64 characters of [a-z0-9-]
   * @param conversation 1 to 256 bytes of UTF-8
   * @param count 1 to the configured cap, inclusive
   * @return the first seq; the block is {@code [first, first + count - 1]}
   * @throws SeqsvrException if the node can't; nothing was consumed
   */
  public long next(String namespace, String conversation, long count) {
    return next(hash(namespace, conversation), count, clock.nanoTime());
  }

  /**
   * As {@link #next(String, String, long)}, for an id that arrives as bytes, which must be valid
   * UTF-8. Allocates nothing.
   */
  public long next(String namespace, byte[] conversationUtf8, long count) {
    return next(namespace, conversationUtf8, 0, conversationUtf8.length, count);
  }

  /**
   * As {@link #next(String, byte[], long)}, for an id within a larger array.
   *
   * @param offset index of the id's first byte
   * @param length of the id, in bytes
   */
  public long next(String namespace, byte[] source, int offset, int length, long count) {
    return next(hash(namespace, source, offset, length), count, clock.nanoTime());
  }

  /** A batch of calls, which looks at the clock once. */
  public Batch batch() {
    return new Batch(clock.nanoTime());
  }

  /**
   * Calls that arrived together. One look at the clock is enough for them: each began before it, so
   * a lease that held then covers them all.
   *
   * <p>For one thread, and for the time of one call.
   */
  public final class Batch {
    private final long nowNanos;

    private Batch(long nowNanos) {
      this.nowNanos = nowNanos;
    }

    /** As {@link Allocator#next(String, String, long)}. */
    public long next(String namespace, String conversation, long count) {
      return Allocator.this.next(hash(namespace, conversation), count, nowNanos);
    }

    /** As {@link Allocator#next(String, byte[], long)}. */
    public long next(String namespace, byte[] conversationUtf8, long count) {
      return next(namespace, conversationUtf8, 0, conversationUtf8.length, count);
    }

    /** As {@link Allocator#next(String, byte[], int, int, long)}. */
    public long next(String namespace, byte[] source, int offset, int length, long count) {
      return Allocator.this.next(hash(namespace, source, offset, length), count, nowNanos);
    }
  }

  /** All sections, by id, for those who look inside a running node. */
  List<Section> sections() {
    return List.of(sections);
  }

  long next(long hash, long count) {
    return next(hash, count, clock.nanoTime());
  }

  private long next(long hash, long count, long nowNanos) {
    try {
      if (count < 1 || count > settings.maxCount()) {
        throw SeqsvrException.invalidArgument(
            "count", "1.." + settings.maxCount(), Long.toString(count));
      }
      long first = section(hash).next(hash, count, nowNanos);
      observer.onIssued(count);
      return first;
    } catch (SeqsvrException e) {
      throw refused(e);
    }
  }

  /**
   * The last seq handed out for a conversation; after an unclean change of owner an upper bound
   * until the conversation is used again.
   *
   * @throws SeqsvrException if the node can't tell
   */
  public CurrentSeq current(String namespace, String conversation) {
    return current(hash(namespace, conversation));
  }

  CurrentSeq current(long hash) {
    try {
      return section(hash).current(hash, clock.nanoTime());
    } catch (SeqsvrException e) {
      throw refused(e);
    }
  }

  /**
   * Lifts a conversation, so that its next seq is larger than {@code atLeast}. Never lowers
   * anything; may be repeated. If it ends with STORE_UNAVAILABLE or NOT_OWNER, the conversation may
   * have been lifted nevertheless.
   *
   * @param atLeast 1 to {@link #MAX_RAISE}, inclusive
   * @return what counts as the last seq from now on; known at once unless the store must be asked
   * @throws SeqsvrException if the node can't
   */
  public CompletableFuture<Long> raise(String namespace, String conversation, long atLeast) {
    long hash = hash(namespace, conversation);
    try {
      if (atLeast < 1 || atLeast > MAX_RAISE) {
        throw SeqsvrException.invalidArgument("at_least", "1..2^62", Long.toString(atLeast));
      }
      return section(hash).raise(hash, atLeast, clock.nanoTime()).whenComplete(this::onRaised);
    } catch (SeqsvrException e) {
      throw refused(e);
    }
  }

  private void onRaised(@Nullable Long lastSeq, @Nullable Throwable failure) {
    if (failure instanceof SeqsvrException refusal) {
      observer.onRefused(refusal.reason());
    } else {
      observer.onRaised();
    }
  }

  /** How full this node is. Looks at every hot counter: for metrics, not for calls. */
  public AllocStats stats() {
    return Arrays.stream(sections).map(Section::stats).reduce(AllocStats.NONE, AllocStats::plus);
  }

  private SeqsvrException refused(SeqsvrException refusal) {
    observer.onRefused(refusal.reason());
    return refusal;
  }

  private long hash(String namespace, String conversation) {
    try {
      return ConversationKey.hash(namespace, conversation);
    } catch (SeqsvrException e) {
      throw refused(e);
    }
  }

  private long hash(String namespace, byte[] source, int offset, int length) {
    try {
      return ConversationKey.hash(namespace, source, offset, length);
    } catch (SeqsvrException e) {
      throw refused(e);
    }
  }

  private Section section(long hash) {
    return sections[ConversationKey.section(hash, sections.length)];
  }
}
