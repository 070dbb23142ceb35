package io.seqsvr.benchmarks.node;

import io.seqsvr.alloc.core.AllocObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Register;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is handed out in the way in which the service's metrics do, so that the measured call
 * pays for it; and remembers the first thing that must not happen in a measurement. Thread-safe.
 */
final class CountingObserver implements AllocObserver {
  private final LongAdder issued = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

  void check() {
    String found = trouble.get();
    if (found != null) {
      throw new IllegalStateException(found);
    }
  }

  private void disturbed(String what) {
    trouble.compareAndSet(null, what);
  }

  @Override
  public void onIssued(long count) {
    issued.add(count);
  }

  @Override
  public void onRefused(ErrorReason reason) {
    refused.increment();
  }

  @Override
  public void onReservations(Reserved kind, int granted, int refusedEntries, long tookNanos) {
    if (refusedEntries > 0) {
      disturbed("the store refused " + refusedEntries + " reservations: " + kind);
    }
  }

  @Override
  public void onCounterReserved(boolean promoted, boolean ahead) {}

  @Override
  public void onPromotionRefused(int section) {
    disturbed("no room for another hot counter in section " + section);
  }

  @Override
  public void onRebased(int section) {
    disturbed("section " + section + " began anew, so seqs do not count calls any more");
  }

  @Override
  public void onRaised() {}

  @Override
  public void onSnapshotUnusable(int section, String why) {
    disturbed("snapshot of section " + section + ": " + why);
  }

  @Override
  public void onSnapshotUnwritten(int section, String why) {
    disturbed("snapshot of section " + section + ": " + why);
  }

  @Override
  public void onStoreSilent(String call, SeqsvrException why) {
    disturbed(call + " was not answered: " + why);
  }

  @Override
  public void onSectionsAcquired(int sections) {}

  @Override
  public void onSectionsReleased(int sections) {}

  @Override
  public void onSectionsAwaited(int sections, SeqsvrException why) {}

  @Override
  public void onSectionsLost(int sections, String why) {
    disturbed(sections + " sections were lost: " + why);
  }

  @Override
  public void onSectionHalted(int section, SeqsvrException why) {
    disturbed("section " + section + " halted: " + why);
  }

  @Override
  public void onCoordinationSilent(Exception why) {
    disturbed("no answer of the registers: " + why);
  }

  @Override
  public void onUnexpected(Throwable unexpected) {
    disturbed("unexpected: " + unexpected);
  }

  @Override
  public void onLeaseRenewed(boolean inRow) {}

  @Override
  public void onRegisterSilent(Register register, Throwable why) {
    disturbed("no answer of " + register + ": " + why);
  }

  @Override
  public void onExpired(NodeIdentity silent) {}

  @Override
  public void onContested(Register register, NodeIdentity silent) {}

  @Override
  public void onFenced(NodeIdentity silent) {
    disturbed("fenced: " + silent);
  }

  @Override
  public void onStraysReleased(int sections) {
    disturbed("strays: " + sections);
  }

  @Override
  public void onRoutes(long version, int ownSections) {}
}
