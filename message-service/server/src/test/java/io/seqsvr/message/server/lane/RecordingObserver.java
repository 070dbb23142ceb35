package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what it is told. Confined to one thread. */
final class RecordingObserver implements LaneObserver {
  final List<Integer> batches = new ArrayList<>();
  final Map<Dedupe, Integer> dedupes = new EnumMap<>(Dedupe.class);
  final Map<ErrorReason, Integer> refusals = new EnumMap<>(ErrorReason.class);
  final Map<Stage, Integer> stages = new EnumMap<>(Stage.class);
  final List<RuntimeException> unexpected = new ArrayList<>();
  int unknowns;
  int resolvedStored;
  int resolvedNotStored;
  int seqsBelowHead;
  int deepest;

  @Override
  public void onQueued(int depth) {
    deepest = Math.max(deepest, depth);
  }

  @Override
  public void onBatch(int messages, int conversations) {
    batches.add(messages);
  }

  @Override
  public void onStage(Stage stage, long nanos) {
    stages.merge(stage, 1, Integer::sum);
  }

  @Override
  public void onDedupe(Dedupe dedupe) {
    dedupes.merge(dedupe, 1, Integer::sum);
  }

  @Override
  public void onSeqBelowHead(String conversation, long headSeq, long seq) {
    seqsBelowHead++;
  }

  @Override
  public void onUnknown(Exception cause) {
    unknowns++;
  }

  @Override
  public void onResolved(int stored, int notStored) {
    resolvedStored += stored;
    resolvedNotStored += notStored;
  }

  @Override
  public void onRefused(ErrorReason reason) {
    refusals.merge(reason, 1, Integer::sum);
  }

  @Override
  public void onUnexpected(RuntimeException cause) {
    unexpected.add(cause);
  }
}
