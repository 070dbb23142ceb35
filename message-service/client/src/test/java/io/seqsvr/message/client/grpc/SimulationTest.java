package io.seqsvr.message.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.client.internal.Message;
import io.seqsvr.message.client.internal.Outcome;
import io.seqsvr.message.client.internal.Tuning;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.GoAway;
import io.seqsvr.message.v1.GoAwayCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three devices and some conversations on a network that loses, repeats, delays and cuts, with
 * restarts; afterwards the network is well for a while. Hunts for what a scenario does not think
 * of. A seed that fails fails again: {@code -Dmessage.client.seeds=12345} runs that one alone,
 * {@code -Dmessage.client.seed.count=5000} more.
 */
class SimulationTest {
  private static final List<String> USERS = List.of("ann", "bob", "eve");
  private static final List<String> CONVERSATIONS = List.of("c1", "c2", "c3");

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);
  private static final Error STORE_UNAVAILABLE =
      Error.newBuilder().setReason("STORE_UNAVAILABLE").setRetryAfterMillis(100).build();

  static List<Long> seeds() {
    String one = System.getProperty("message.client.seeds");
    if (one != null) {
      return List.of(Long.parseLong(one));
    }
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= Integer.getInteger("message.client.seed.count", 150); seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  private final Map<String, Device> devices = new HashMap<>();
  private final Map<String, List<String>> sentIds = new HashMap<>();
  private final Map<String, Outcome> outcomes = new HashMap<>();

  @ParameterizedTest
  @MethodSource("seeds")
  void everythingIsShownOnceAndInOrder(long seed) {
    World world = new World(seed);
    CONVERSATIONS.forEach(id -> world.service.create(id, USERS));
    double trouble = world.random.nextDouble() * 0.2;
    world.up = frame -> fate(world, trouble, frame.hasHello());
    world.down = frame -> fate(world, trouble, frame.hasWelcome() || frame.hasReset());
    world.service.refuseSends(send -> troubled(world, trouble, "OVERLOADED"));
    world.service.doubtSends(send -> troubled(world, trouble, "STORE_UNAVAILABLE"));
    world.service.receiptFirst(world.random.nextBoolean());
    world.service.pushSize(1 + world.random.nextInt(5));
    USERS.forEach(user -> start(world, user, new Device.Disk()));
    for (int step = 0; step < 150; step++) {
      step(world, step);
    }
    world.up = frame -> World.Fate.PASS;
    world.down = frame -> World.Fate.PASS;
    world.service.refuseSends(send -> null);
    world.service.doubtSends(send -> null);
    world.pass(Duration.ofSeconds(60));
    check(world);
  }

  /** Every third receipt and ack of all devices is lost, besides cuts, restarts and refusals. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everySendEndsByItsDeadline(long seed) {
    World world = new World(seed);
    CONVERSATIONS.forEach(id -> world.service.create(id, USERS));
    LostThirds lost = new LostThirds();
    world.up = frame -> frame.hasAck() ? lost.ack() : lost.other();
    world.down = frame -> frame.hasReceipt() ? lost.receipt() : lost.other();
    USERS.forEach(user -> start(world, user, new Device.Disk()));
    Map<String, Long> deadlines = new HashMap<>();
    for (int step = 0; step < 400; step++) {
      String user = USERS.get(world.random.nextInt(USERS.size()));
      switch (world.random.nextInt(40)) {
        case 0 -> lost.cut = true;
        case 1 -> serviceRestarts(world);
        case 2 -> world.service.refuseSends(send -> STORE_UNAVAILABLE);
        case 3, 4, 5 -> world.service.refuseSends(send -> null);
        default -> {
          String id = user + "-" + step;
          deadlines.put(id, world.time.nanoTime() + SEND_TIMEOUT.toNanos());
          String conversation = CONVERSATIONS.get(world.random.nextInt(CONVERSATIONS.size()));
          device(user).send(conversation, id);
          sentIds.computeIfAbsent(user + "\n" + conversation, key -> new ArrayList<>()).add(id);
        }
      }
      world.pass(Duration.ofMillis(world.random.nextInt(300)));
      assertEnded(world, deadlines);
    }
    world.service.refuseSends(send -> null);
    world.pass(SEND_TIMEOUT.plusSeconds(30));
    assertEnded(world, deadlines);
    check(world);
  }

  private void serviceRestarts(World world) {
    world.reachable = false;
    world.service.goAway(GoAway.newBuilder().setCode(GoAwayCode.GO_AWAY_UNAVAILABLE).build());
    world.pass(Duration.ofMillis(world.random.nextInt(3_000)));
    world.reachable = true;
  }

  private void assertEnded(World world, Map<String, Long> deadlines) {
    devices.values().forEach(device -> outcomes.putAll(device.outcomes));
    long now = world.time.nanoTime();
    assertThat(outcomes.keySet())
        .containsAll(
            deadlines.entrySet().stream()
                .filter(deadline -> now - deadline.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList());
  }

  /** Which frames are lost. */
  private static final class LostThirds {
    private int acks;
    private int receipts;
    boolean cut;

    World.Fate ack() {
      return ++acks % 3 == 0 ? World.Fate.DROP : other();
    }

    World.Fate receipt() {
      return ++receipts % 3 == 0 ? World.Fate.DROP : other();
    }

    World.Fate other() {
      World.Fate fate = cut ? World.Fate.CUT : World.Fate.PASS;
      cut = false;
      return fate;
    }
  }

  private void step(World world, int step) {
    String user = USERS.get(world.random.nextInt(USERS.size()));
    String conversation = CONVERSATIONS.get(world.random.nextInt(CONVERSATIONS.size()));
    Device device = device(user);
    switch (world.random.nextInt(20)) {
      case 0 -> restart(world, user);
      case 1 -> world.service.sendMany(conversation, "robot", 1 + world.random.nextInt(80), 3);
      case 2 -> world.service.create(conversation, List.of()).skip(world.random.nextInt(10_000));
      case 3 -> device.showDelay = Duration.ofMillis(world.random.nextInt(200));
      default -> {
        String id = user + "-" + step;
        device.send(conversation, id);
        sentIds.computeIfAbsent(user + "\n" + conversation, key -> new ArrayList<>()).add(id);
      }
    }
    world.pass(Duration.ofMillis(world.random.nextInt(300)));
  }

  private void restart(World world, String user) {
    Device old = device(user);
    old.engine.close(() -> {});
    world.pass(Duration.ofMillis(1));
    outcomes.putAll(old.outcomes);
    // What the old one was about to show is shown by the new one: let it come to its end first.
    world.pass(Duration.ofMillis(250));
    start(world, user, old.disk);
  }

  private void start(World world, String user, Device.Disk disk) {
    devices.put(user, world.device(user, disk, false, Tuning.standard()));
  }

  private Device device(String user) {
    return java.util.Objects.requireNonNull(devices.get(user));
  }

  private void check(World world) {
    for (String user : USERS) {
      Device device = device(user);
      outcomes.putAll(device.outcomes);
      CONVERSATIONS.forEach(conversation -> world.assertShown(device, conversation));
      assertThat(device.disk.outbox).isEmpty();
    }
    for (String user : USERS) {
      for (String conversation : CONVERSATIONS) {
        List<String> sent = sentIds.getOrDefault(user + "\n" + conversation, List.of());
        List<String> stored =
            device(user).disk.shown.stream()
                .filter(m -> m.conversation().equals(conversation) && m.sender().equals(user))
                .map(Message::clientMsgId)
                .toList();
        assertThat(sent).as("in the order of the calls").containsSubsequence(stored);
        assertThat(stored).doesNotHaveDuplicates();
        for (String id : sent) {
          if (outcomes.get(id) instanceof Outcome.Accepted) {
            assertThat(stored).as("accepted means stored").contains(id);
          } else if (outcomes.get(id) instanceof Outcome.Rejected) {
            assertThat(stored).as("rejected means not stored").doesNotContain(id);
          }
        }
      }
    }
  }

  private static World.Fate fate(World world, double trouble, boolean dear) {
    double draw = world.random.nextDouble();
    if (draw >= trouble) {
      return World.Fate.PASS;
    }
    double kind = world.random.nextDouble();
    if (dear || kind < 0.1) {
      return World.Fate.CUT;
    }
    return kind < 0.5 ? World.Fate.DROP : kind < 0.75 ? World.Fate.TWICE : World.Fate.LATE;
  }

  private static @org.jspecify.annotations.Nullable Error troubled(
      World world, double trouble, String reason) {
    return world.random.nextDouble() < trouble / 2
        ? Error.newBuilder().setReason(reason).setRetryAfterMillis(20).build()
        : null;
  }
}
