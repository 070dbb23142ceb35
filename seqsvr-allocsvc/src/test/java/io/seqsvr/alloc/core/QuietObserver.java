package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Register;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts what tests ask for. Thread-safe. */
public final class QuietObserver implements AllocObserver {
  public final LongAdder reservedAhead = new LongAdder();
  public final LongAdder reservedLate = new LongAdder();
  public final LongAdder promotions = new LongAdder();
  public final LongAdder promotionsRefused = new LongAdder();
  public final LongAdder rebases = new LongAdder();
  public final LongAdder raised = new LongAdder();
  public final LongAdder snapshotsUnusable = new LongAdder();
  public final LongAdder snapshotsUnwritten = new LongAdder();
  public final LongAdder halted = new LongAdder();
  public final LongAdder unexpected = new LongAdder();
  public final LongAdder sectionsLost = new LongAdder();
  public final LongAdder issued = new LongAdder();
  public final LongAdder storeSilent = new LongAdder();
  public final LongAdder sectionsReleased = new LongAdder();
  public final LongAdder renewedInRow = new LongAdder();
  public final LongAdder fenced = new LongAdder();
  public final LongAdder straysReleased = new LongAdder();
  public final LongAdder coordinationSilent = new LongAdder();
  public final LongAdder renewals = new LongAdder();
  public final List<String> awaited = new CopyOnWriteArrayList<>();

  @Override
  public void onIssued(long count) {
    issued.add(count);
  }

  @Override
  public void onRefused(ErrorReason reason) {}

  @Override
  public void onReservations(Reserved kind, int granted, int refused, long tookNanos) {}

  @Override
  public void onCounterReserved(boolean promoted, boolean ahead) {
    (ahead ? reservedAhead : reservedLate).increment();
    if (promoted) {
      promotions.increment();
    }
  }

  @Override
  public void onPromotionRefused(int section) {
    promotionsRefused.increment();
  }

  @Override
  public void onRebased(int section) {
    rebases.increment();
  }

  @Override
  public void onRaised() {
    raised.increment();
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
  public void onStraysReleased(int sections) {
    straysReleased.add(sections);
  }

  @Override
  public void onSectionsAwaited(int sections, SeqsvrException why) {
    awaited.add(why.getMessage());
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
  public void onCoordinationSilent(Exception why) {
    coordinationSilent.increment();
  }

  @Override
  public void onLeaseRenewed(boolean inRow) {
    renewals.increment();
    if (inRow) {
      renewedInRow.increment();
    }
  }

  @Override
  public void onRegisterSilent(Register register, Throwable why) {}

  @Override
  public void onExpired(NodeIdentity silent) {}

  @Override
  public void onContested(Register register, NodeIdentity silent) {}

  @Override
  public void onFenced(NodeIdentity silent) {
    fenced.increment();
  }

  @Override
  public void onRoutes(long version, int ownSections) {}
}
