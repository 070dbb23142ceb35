package io.seqsvr.alloc.grpc;

import java.util.ArrayList;
import java.util.List;

/** Remembers what became of calls that were passed on. Thread-safe. */
final class Forwards implements ForwardObserver {
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<String> barred = new ArrayList<>();

  @Override
  public synchronized void onForwarded(Outcome outcome) {
    outcomes.add(outcome);
  }

  @Override
  public synchronized void onPeerBarred(String address, RuntimeException why) {
    barred.add(address);
  }

  synchronized List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  synchronized List<String> barred() {
    return List.copyOf(barred);
  }

  /** For a node that is alone. */
  static Forwarder toNobody() {
    Forwards observer = new Forwards();
    return new Forwarder(
        java.util.Optional::empty,
        () -> {
          throw new AssertionError("nobody is looked for without a table");
        },
        new PeerChannels(
            address -> {
              throw new IllegalStateException("no connection to " + address);
            },
            observer),
        1,
        observer);
  }
}
