package io.seqsvr.bench.result;

import io.seqsvr.bench.result.Label.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The figures of all rounds, in the order in which they were measured. Ratios are taken round by
 * round, between neighbours in time, and only then reduced: what slows a whole round down is the
 * same above and below the line. Confined to one thread.
 */
public final class Results {
  private final Map<Label, List<Figures>> rounds = new LinkedHashMap<>();

  /** Adds what the next round gave. */
  public void add(Label label, Figures figures) {
    rounds.computeIfAbsent(label, any -> new ArrayList<>()).add(figures);
  }

  /** The groups, in order. */
  public Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    rounds.keySet().forEach(label -> groups.add(label.group()));
    return groups;
  }

  /** What was measured in a group, in order. */
  public List<Label> labels(String group) {
    return rounds.keySet().stream().filter(label -> label.group().equals(group)).toList();
  }

  /** One figure over the rounds. */
  public Spread spread(Label label, ToDoubleFunction<Figures> figure) {
    return Spread.of(figuresOf(label).stream().map(figure::applyAsDouble).toList());
  }

  /** What a reader of a group's figures has to know, one line a round. */
  public List<String> remarks(String group) {
    List<String> remarks = new ArrayList<>();
    for (Label label : labels(group)) {
      List<Figures> figures = figuresOf(label);
      for (int round = 0; round < figures.size(); round++) {
        String remark = figures.get(round).remark();
        if (!remark.isEmpty()) {
          remarks.add(label.text() + ", round " + (round + 1) + ": " + remark);
        }
      }
    }
    return remarks;
  }

  /**
   * The service's rate divided by the best of the group's peers in the same round; above 1 the
   * service is faster. Empty for peers, and where the group has none.
   */
  public Optional<Spread> rateRatio(Label label) {
    List<Label> peers =
        labels(label.group()).stream().filter(other -> other.kind() == Kind.PEER).toList();
    if (label.kind() != Kind.SERVICE || peers.isEmpty()) {
      return Optional.empty();
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < figuresOf(label).size(); round++) {
      double best = 0;
      for (Label peer : peers) {
        best = Math.max(best, figuresOf(peer).get(round).perSecond());
      }
      ratios.add(figuresOf(label).get(round).perSecond() / best);
    }
    return Optional.of(Spread.of(ratios));
  }

  /**
   * The service's p99 divided by that of the peer with the same number of sends at a time; below 1
   * the service is faster. Empty where there is no such peer.
   */
  public Optional<Spread> p99Ratio(Label label) {
    Label peer = new Label(label.group(), Kind.PEER, label.concurrency());
    if (label.kind() != Kind.SERVICE || !rounds.containsKey(peer)) {
      return Optional.empty();
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < figuresOf(label).size(); round++) {
      ratios.add(figuresOf(label).get(round).p99Millis() / figuresOf(peer).get(round).p99Millis());
    }
    return Optional.of(Spread.of(ratios));
  }

  private List<Figures> figuresOf(Label label) {
    List<Figures> figures = rounds.get(label);
    if (figures == null) {
      throw new IllegalArgumentException("not measured: " + label);
    }
    return figures;
  }
}
