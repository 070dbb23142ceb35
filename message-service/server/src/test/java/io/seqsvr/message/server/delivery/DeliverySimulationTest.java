package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.testing.StorageFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hunts messages that a device is not shown, is shown twice, out of order, or that are none of its
 * business (M4): one server and several devices, pushes and acknowledgements that get lost,
 * connections that break at any frame, a transport that takes nothing for a while, members that
 * come and go, a database that does not answer. Then no more faults, everyone connects anew, and
 * every device must have shown exactly what is visible to it.
 *
 * <p>A failure names its seed; the same seed does the same again.
 */
class DeliverySimulationTest {
  private static final int STEPS = 300;
  private static final List<String> USERS = List.of("u0", "u1", "u2", "u3");
  private static final List<String> CONVERSATIONS = List.of("c0", "c1", "c2");
  private static final int SEEDS_A_RUN = 25;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void everyDeviceShowsExactlyWhatIsVisible(long block) {
    for (long seed = block * SEEDS_A_RUN; seed < (block + 1) * SEEDS_A_RUN; seed++) {
      try {
        new Run(seed).play();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One seed. */
  private static final class Run {
    private final Random random;
    private final DeliveryFixture server;
    private final List<SimulatedDevice> devices = new ArrayList<>();

    /** Spans of seqs that a user was a member for, by conversation and user. */
    private final Map<List<String>, List<long[]>> memberships = new HashMap<>();

    private int sent;
    private double readFailureRate;

    Run(long seed) {
      random = new Random(seed);
      DeliverySettings settings = DeliverySettings.defaults().withWindow(8, 2_000);
      server =
          new DeliveryFixture(
              settings, new VirtualWorld(random), random, seed % 3 == 0 ? 0 : 16 * 3_000);
      for (String user : USERS) {
        for (int i = 0; i < 2; i++) {
          SimulatedDevice device = new SimulatedDevice(server, random, user, "d" + i);
          device.lossRate = 0.2;
          devices.add(device);
        }
      }
    }

    void play() {
      for (String conversation : CONVERSATIONS) {
        server.create(conversation, USERS.get(0), USERS.get(1));
        joined(conversation, USERS.get(0));
        joined(conversation, USERS.get(1));
      }
      readFailureRate = 0.05;
      server.storage.faults(
          operation ->
              operation == StorageFaults.Operation.READ && random.nextDouble() < readFailureRate
                  ? StorageFaults.Fault.FAILS
                  : StorageFaults.Fault.NONE);
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      calm();
      for (SimulatedDevice device : devices) {
        for (String conversation : CONVERSATIONS) {
          check(device, conversation);
        }
      }
      assertThat(server.observer.defects).isEmpty();
    }

    private void step() {
      SimulatedDevice device = devices.get(random.nextInt(devices.size()));
      String conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
      String user = USERS.get(random.nextInt(USERS.size()));
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> send(conversation, 1 + random.nextInt(5));
        case 4 -> device.connect();
        case 5 -> device.disconnect();
        case 6 -> device.ready(false);
        case 7 -> device.ready(true);
        case 8 -> change(conversation, user);
        case 9 -> server.world.advance(Duration.ofSeconds(random.nextInt(20)));
        default -> {
          for (int i = random.nextInt(40); i > 0; i--) {
            server.world.runOne();
          }
        }
      }
    }

    private void send(String conversation, int count) {
      USERS.stream()
          .filter(user -> isMember(conversation, user))
          .findFirst()
          .ifPresent(
              sender -> {
                for (int i = 0; i < count; i++) {
                  var unused =
                      server.lanes.send(
                          DeliveryFixture.draft(
                              conversation, sender, "m" + sent++, random.nextInt(600)));
                  if (random.nextBoolean()) {
                    server.world.runOne();
                  }
                }
              });
    }

    private void change(String conversation, String user) {
      server.world.run();
      if (isMember(conversation, user)) {
        server.remove(conversation, user);
        List<long[]> spans = memberships.getOrDefault(List.of(conversation, user), List.of());
        spans.get(spans.size() - 1)[1] = head(conversation);
      } else {
        server.add(conversation, user);
        joined(conversation, user);
      }
    }

    private void joined(String conversation, String user) {
      memberships
          .computeIfAbsent(List.of(conversation, user), key -> new ArrayList<>())
          .add(new long[] {head(conversation), Visibility.STILL_MEMBER});
    }

    private boolean isMember(String conversation, String user) {
      List<long[]> spans = memberships.getOrDefault(List.of(conversation, user), List.of());
      return !spans.isEmpty() && spans.get(spans.size() - 1)[1] == Visibility.STILL_MEMBER;
    }

    private long head(String conversation) {
      List<StoredMessage> messages = server.storage.messages(conversation);
      return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).seq();
    }

    /** No more faults; everyone who is not connected connects; half of the others anew. */
    private void calm() {
      readFailureRate = 0;
      for (SimulatedDevice device : devices) {
        device.lossRate = 0;
        device.ready(true);
        if (random.nextBoolean()) {
          device.disconnect();
        }
      }
      for (int i = 0; i < 10; i++) {
        devices.forEach(SimulatedDevice::connect);
        server.world.advance(Duration.ofSeconds(31));
      }
      assertThat(devices).allMatch(SimulatedDevice::isConnected);
    }

    private void check(SimulatedDevice device, String conversation) {
      List<Long> shown = device.shown.getOrDefault(conversation, List.of());
      List<long[]> spans = memberships.getOrDefault(List.of(conversation, device.user), List.of());
      List<Long> all =
          server.storage.messages(conversation).stream().map(StoredMessage::seq).toList();
      List<Long> owed = new ArrayList<>();
      List<Long> allowed = new ArrayList<>();
      for (int i = 0; i < spans.size(); i++) {
        long from = spans.get(i)[0];
        long to = spans.get(i)[1];
        List<Long> inSpan = all.stream().filter(seq -> seq > from && seq <= to).toList();
        allowed.addAll(inSpan);
        if (i == spans.size() - 1) {
          owed.addAll(inSpan); // what was before a rejoin is not visible any more
        }
      }
      String what = conversation + " on " + device.user + "/" + device.device;
      assertThat(shown).as(what).isSorted().doesNotHaveDuplicates();
      assertThat(allowed).as("allowed: " + what).containsAll(shown);
      assertThat(shown).as("owed: " + what).containsAll(owed);
    }
  }
}
