package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import java.util.List;

/**
 * The sections of the cluster as this node sees them; serves those that it owns.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public final class Allocator {
  private final List<Section> sections;
  private final AllocSettings settings;
  private final AllocObserver observer;

  Allocator(List<Section> sections, AllocSettings settings, AllocObserver observer) {
    this.sections = List.copyOf(sections);
    this.settings = settings;
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
    return next(hash(namespace, conversation), count);
  }

  long next(long hash, long count) {
    try {
      if (count < 1 || count > settings.maxCount()) {
        throw SeqsvrException.invalidArgument(
            "count", "1.." + settings.maxCount(), Long.toString(count));
      }
      long first = section(hash).next(hash, count);
      observer.onIssued(count);
      return first;
    } catch (SeqsvrException e) {
      observer.onRefused(e.reason());
      throw e;
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
      return section(hash).current(hash);
    } catch (SeqsvrException e) {
      observer.onRefused(e.reason());
      throw e;
    }
  }

  private long hash(String namespace, String conversation) {
    try {
      return ConversationKey.hash(namespace, conversation);
    } catch (SeqsvrException e) {
      observer.onRefused(e.reason());
      throw e;
    }
  }

  private Section section(long hash) {
    return sections.get(ConversationKey.section(hash, sections.size()));
  }
}
