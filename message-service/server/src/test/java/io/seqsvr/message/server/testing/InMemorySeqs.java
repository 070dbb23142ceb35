package io.seqsvr.message.server.testing;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.lane.SeqSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The sequence service in memory. Thread-safe, but for the hooks, which are set before. */
public final class InMemorySeqs implements SeqSource {
  private final Map<String, Long> last = new ConcurrentHashMap<>();
  private final List<Map<String, Integer>> calls = new ArrayList<>();
  private Function<String, @Nullable SeqsvrException> refusals = conversation -> null;
  private UnaryOperator<Long> jump = seq -> seq;

  /** Which conversations get no seqs. */
  public void refuse(Function<String, @Nullable SeqsvrException> newRefusals) {
    this.refusals = newRefusals;
  }

  /** What becomes of a counter before seqs are taken, for example after a restart. */
  public void jump(UnaryOperator<Long> newJump) {
    this.jump = newJump;
  }

  /** The last seq that was taken, 0 if none. */
  public long last(String conversation) {
    return last.getOrDefault(conversation, 0L);
  }

  /** Sets a counter, also back. */
  public void set(String conversation, long lastSeq) {
    last.put(conversation, lastSeq);
  }

  /** Everything that was asked for, call by call. */
  public synchronized List<Map<String, Integer>> calls() {
    return List.copyOf(calls);
  }

  @Override
  public synchronized Map<String, Block> take(Map<String, Integer> counts) {
    calls.add(Map.copyOf(counts));
    Map<String, Block> blocks = new LinkedHashMap<>();
    counts.forEach(
        (conversation, count) -> {
          SeqsvrException refusal = refusals.apply(conversation);
          blocks.put(
              conversation,
              refusal == null
                  ? new Block.Taken(first(conversation, count))
                  : new Block.Refused(refusal));
        });
    return blocks;
  }

  private long first(String conversation, int count) {
    long before = jump.apply(last(conversation));
    last.put(conversation, before + count);
    return before + 1;
  }
}
