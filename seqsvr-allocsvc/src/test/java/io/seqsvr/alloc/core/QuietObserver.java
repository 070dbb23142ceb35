package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.concurrent.atomic.LongAdder;

/** Counts what tests ask for. Thread-safe. */
public final class QuietObserver implements AllocObserver {
  public final LongAdder halted = new LongAdder();
  public final LongAdder unexpected = new LongAdder();
  public final LongAdder sectionsLost = new LongAdder();
  public final LongAdder issued = new LongAdder();
  public final LongAdder storeSilent = new LongAdder();
  public final LongAdder snapshotsUnusable = new LongAdder();
  public final LongAdder snapshotsUnwritten = new LongAdder();
  public final LongAdder sectionsReleased = new LongAdder();

  @Override
  public void onIssued(long count) {
    issued.add(count);
  }

  @Override
  public void onRefused(ErrorReason reason) {}

  @Override
  public void onReservations(int granted, int refused, long tookNanos) {}

  @Override
  public void onStoreSilent(String call, SeqsvrException why) {
    storeSilent.increment();
  }

  @Override
  public void onSectionsAcquired(int sections) {}

  @Override
  public void onUnexpected(Throwable unexpected) {
    this.unexpected.increment();
  }

  @Override
  public void onSectionsReleased(int sections) {
    sectionsReleased.add(sections);
  }

  @Override
  public void onSnapshotUnusable(int section, String why) {
    snapshotsUnusable.increment();
  }

  @Override
  public void onSnapshotUnwritten(int section, String why) {
    snapshotsUnwritten.increment();
  }

  @Override
  public void onSectionsLost(int sections, String why) {
    sectionsLost.add(sections);
  }

  @Override
  public void onSectionHalted(int section, SeqsvrException why) {
    halted.increment();
  }

  @Override
  public void onCoordinationSilent(Exception why) {}

  @Override
  public void onCoordinationAnswers() {}

  @Override
  public void onRoutes(long version, int ownSections) {}
}
