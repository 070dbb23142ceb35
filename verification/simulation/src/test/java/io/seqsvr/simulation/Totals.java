package io.seqsvr.simulation;

import java.util.EnumMap;
import java.util.Map;

/**
 * What happened in one run, or in many: a run in which nothing bit proves nothing. Confined to the
 * baton, or to who adds them up.
 */
final class Totals {
  long runs;
  long runsWithMoves;
  long virtualNanos;
  long events;
  long ownerChanges;
  long fenced;
  long rebirths;
  long cleanAcquires;
  long uncleanAcquires;
  long rebases;
  long promotions;
  long strays;
  long callsOk;
  long callsRefused;
  long callsUnknown;
  long staleCalls;
  long staleWrites;
  long staleLeaseWrites;
  long lostAcks;
  long lostRequests;
  long lostReplies;
  long duplicates;
  long jumps;
  long jumpedSeqs;
  long raises;
  long rowRenewals;
  long pastIntMax;
  final Map<Profile.Fault, Long> faults = new EnumMap<>(Profile.Fault.class);

  void caused(Profile.Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  void add(Totals run) {
    runs++;
    runsWithMoves += run.ownerChanges > 0 ? 1 : 0;
    virtualNanos += run.virtualNanos;
    events += run.events;
    ownerChanges += run.ownerChanges;
    fenced += run.fenced;
    rebirths += run.rebirths;
    cleanAcquires += run.cleanAcquires;
    uncleanAcquires += run.uncleanAcquires;
    rebases += run.rebases;
    promotions += run.promotions;
    strays += run.strays;
    callsOk += run.callsOk;
    callsRefused += run.callsRefused;
    callsUnknown += run.callsUnknown;
    staleCalls += run.staleCalls;
    staleWrites += run.staleWrites;
    staleLeaseWrites += run.staleLeaseWrites;
    lostAcks += run.lostAcks;
    lostRequests += run.lostRequests;
    lostReplies += run.lostReplies;
    duplicates += run.duplicates;
    jumps += run.jumps;
    jumpedSeqs += run.jumpedSeqs;
    raises += run.raises;
    rowRenewals += run.rowRenewals;
    pastIntMax += run.pastIntMax;
    run.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    line(text, "runs", runs);
    line(text, "runs with owner changes", runsWithMoves);
    line(text, "virtual seconds", virtualNanos / 1_000_000_000);
    line(text, "events", events);
    line(text, "owner changes", ownerChanges);
    line(text, "leases fenced", fenced);
    line(text, "incarnations reborn", rebirths);
    line(text, "clean acquires", cleanAcquires);
    line(text, "unclean acquires", uncleanAcquires);
    line(text, "new generations", rebases);
    line(text, "counters of their own", promotions);
    line(text, "strays released", strays);
    line(text, "calls ok", callsOk);
    line(text, "calls refused", callsRefused);
    line(text, "calls unknown", callsUnknown);
    line(text, "stale calls refused", staleCalls);
    line(text, "stale section writes refused", staleWrites);
    line(text, "stale lease writes refused", staleLeaseWrites);
    line(text, "renewals by the store", rowRenewals);
    line(text, "store commits without an ack", lostAcks);
    line(text, "messages lost", lostRequests + lostReplies);
    line(text, "requests twice", duplicates);
    line(text, "jumps", jumps);
    line(text, "seqs jumped over", jumpedSeqs);
    line(text, "raises", raises);
    line(text, "seqs above 2^31", pastIntMax);
    faults.forEach((fault, count) -> line(text, "fault " + fault, count));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(String.format("%-32s %,14d%n", name, value));
  }
}
