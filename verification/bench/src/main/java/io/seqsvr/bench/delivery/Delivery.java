package io.seqsvr.bench.delivery;

import io.grpc.Channel;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.bench.load.Conversations;
import io.seqsvr.bench.load.Groups;
import io.seqsvr.bench.load.Timing;
import io.seqsvr.bench.load.Window;
import io.seqsvr.bench.load.Workload;
import io.seqsvr.bench.mysql.StoredLog;
import io.seqsvr.bench.result.Figures;
import io.seqsvr.bench.result.Label;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From the moment in which a send is due to the call of the listener of each member's device, at a
 * rate that does not wait for answers. Senders, devices and clock are in this process; every send
 * and every push crosses gRPC to the other one.
 */
public final class Delivery implements Workload {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(60);

  /** Time between the last connection and the first send. */
  private static final long LEAD_NANOS = 100_000_000L;

  private final Label label;
  private final DeliveryPlan plan;
  private final Channel channel;
  private final String address;
  private final StoredLog log;
  private final MonotonicClock clock;

  /**
   * What to measure.
   *
   * @param channel to the message service, for making the groups
   * @param address of the message service, for the devices
   * @param log what the service has stored
   */
  public Delivery(
      Label label,
      DeliveryPlan plan,
      Channel channel,
      String address,
      StoredLog log,
      MonotonicClock clock) {
    this.label = label;
    this.plan = plan;
    this.channel = channel;
    this.address = address;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public Figures measure(String run, Timing timing)
      throws BenchFailedException, InterruptedException {
    Conversations groups = new Conversations(run, plan.groups());
    Groups.create(channel, groups, group -> names(run, plan.membersOf(group)));
    long measuredNanos = timing.measured().toNanos();
    Schedule zero = new Schedule(0, plan.perSecond());
    int firstMeasured = zero.countWithin(timing.warmUp().toNanos());
    int count = firstMeasured + zero.countWithin(measuredNanos);
    Shows shows = new Shows(clock, firstMeasured);
    try (Devices devices = Devices.connect(address, names(run), shows, CONNECT_TIMEOUT)) {
      Schedule schedule = new Schedule(clock.nanoTime() + LEAD_NANOS, plan.perSecond());
      PacedSends sends = new PacedSends(clock, schedule, plan, devices::of, groups.ids());
      sends.run(count);
      int accepted = sends.awaitAccepted(END_TIMEOUT);
      int owed = accepted * plan.membersPerGroup();
      boolean all = shows.await(owed, END_TIMEOUT);
      long endNanos = clock.nanoTime();
      demand(shows, all, owed);
      log.check(groups, accepted);
      return Window.figures(
          shows.nanos(),
          Math.max(measuredNanos, endNanos - schedule.dueNanos(firstMeasured)),
          sends.remark());
    }
  }

  private static void demand(Shows shows, boolean all, int owed) throws BenchFailedException {
    String failure = shows.failure();
    if (failure != null) {
      throw new BenchFailedException(failure);
    }
    if (!all) {
      throw new BenchFailedException("shown must be " + owed + ": " + shows.unclaimed());
    }
    if (shows.unclaimed() > 0) {
      throw new BenchFailedException("shown too often: " + shows.unclaimed());
    }
  }

  private List<String> names(String run) {
    return names(run, IntStream.range(0, plan.users()).boxed().toList());
  }

  private static List<String> names(String run, List<Integer> users) {
    return users.stream().map(user -> run + "-u" + user).toList();
  }
}
