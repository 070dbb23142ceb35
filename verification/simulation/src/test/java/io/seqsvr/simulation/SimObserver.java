package io.seqsvr.simulation;

import io.seqsvr.alloc.core.AllocObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Register;

/** Counts what one process tells, and fails the run where something is not expected. */
final class SimObserver implements AllocObserver {
  private final World world;
  private final VirtualNode node;

  SimObserver(World world, VirtualNode node) {
    this.world = world;
    this.node = node;
  }

  @Override
  public void onIssued(long count) {}

  @Override
  public void onRefused(ErrorReason reason) {}

  @Override
  public void onReservations(Reserved kind, int granted, int refused, long tookNanos) {}

  @Override
  public void onCounterReserved(boolean promoted, boolean ahead) {
    world.totals().promotions += promoted ? 1 : 0;
  }

  @Override
  public void onPromotionRefused(int section) {}

  @Override
  public void onRebased(int section) {}

  @Override
  public void onRaised() {}

  @Override
  public void onSnapshotUnusable(int section, String why) {
    note("snapshot of " + section + " unusable: " + why);
  }

  @Override
  public void onSnapshotUnwritten(int section, String why) {
    note("snapshot of " + section + " unwritten: " + why);
  }

  @Override
  public void onStoreSilent(String call, SeqsvrException why) {
    note("store silent at " + call);
  }

  @Override
  public void onSectionsAcquired(int sections) {
    if (!node.isGone()) {
      note("serves " + sections + " more sections");
      world.judge().onHolding(node);
    }
  }

  @Override
  public void onStraysReleased(int sections) {
    world.totals().strays += sections;
    note("released " + sections + " strays");
  }

  @Override
  public void onSectionsReleased(int sections) {
    note("released " + sections);
  }

  @Override
  public void onSectionsAwaited(int sections, SeqsvrException why) {}

  @Override
  public void onSectionsLost(int sections, String why) {
    note("lost " + sections + ": " + why);
  }

  @Override
  public void onSectionHalted(int section, SeqsvrException why) {
    if (!node.isGone()) {
      world.fail("section " + section + " is halted on " + node.name() + ": " + why);
    }
  }

  @Override
  public void onCoordinationSilent(Exception why) {
    note("cannot join");
  }

  @Override
  public void onUnexpected(Throwable unexpected) {
    if (!node.isGone()) {
      world.fail(new AssertionError("unexpected on " + node.name(), unexpected));
    }
  }

  @Override
  public void onLeaseRenewed(boolean inRow) {
    if (!node.isGone()) {
      world.totals().rowRenewals += inRow ? 1 : 0;
      world.judge().onHolding(node);
    }
  }

  @Override
  public void onRegisterSilent(Register register, Throwable why) {
    world.trace().add("silent " + register, node.name(), 0, 0);
  }

  @Override
  public void onExpired(NodeIdentity silent) {}

  @Override
  public void onContested(Register register, NodeIdentity silent) {}

  @Override
  public void onFenced(NodeIdentity silent) {
    world.totals().fenced++;
    note("has fenced " + silent.nodeId() + " " + silent.incarnation());
  }

  @Override
  public void onRoutes(long version, int ownSections) {
    note("table " + version + ", own sections " + ownSections);
  }

  private void note(String what) {
    world.trace().note(node.name(), what);
  }
}
