package io.seqsvr.message.server.delivery;

import io.seqsvr.message.server.core.StoredMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A device that follows the client rule, on a connection that loses pushes and acknowledgements and
 * breaks at any frame. What it has shown and where it stands outlives its connections.
 */
final class SimulatedDevice {
  private static final int BUFFER = 16;

  final String user;
  final String device;
  final Map<String, List<Long>> shown = new TreeMap<>();
  private final DeliveryFixture server;
  private final Random random;
  private final Map<String, Cursor> cursors = new HashMap<>();
  private @Nullable Connection connection;
  double lossRate;

  SimulatedDevice(DeliveryFixture server, Random random, String user, String device) {
    this.server = server;
    this.random = random;
    this.user = user;
    this.device = device;
  }

  boolean isConnected() {
    return connection != null;
  }

  void connect() {
    if (connection == null) {
      Connection made = new Connection();
      connection = made;
      made.open();
    }
  }

  void disconnect() {
    Connection broken = connection;
    if (broken != null) {
      connection = null;
      broken.session().onGone();
    }
  }

  void ready(boolean ready) {
    Connection present = connection;
    if (present != null) {
      present.ready = ready;
      if (ready) {
        present.session().onReady();
      }
    }
  }

  private long applied(String conversation) {
    Cursor cursor = cursors.get(conversation);
    return cursor == null ? 0 : cursor.seq();
  }

  private void advance(String conversation, long epoch, long seq) {
    if (seq > applied(conversation)) {
      cursors.put(conversation, new Cursor(conversation, epoch, seq));
    }
  }

  private void show(long epoch, StoredMessage message) {
    shown.computeIfAbsent(message.conversation(), id -> new ArrayList<>()).add(message.seq());
    advance(message.conversation(), epoch, message.seq());
  }

  private boolean isLost() {
    return random.nextDouble() < lossRate;
  }

  private final class Connection implements FrameSink {
    private final ArrayDeque<Downlink> inbox = new ArrayDeque<>();
    private final ArrayDeque<Uplink> outbox = new ArrayDeque<>();
    private final Map<String, NavigableMap<Long, StoredMessage>> buffers = new HashMap<>();
    private final Map<Long, String> pulls = new HashMap<>();
    private final Set<String> pulling = new HashSet<>();
    private final Map<String, Long> wanted = new HashMap<>();
    private boolean ready = true;
    private boolean taken = true;
    private long pullIds;
    private @Nullable DeviceSession opened;

    void open() {
      DeviceSession session = server.delivery.connect(server.lanes, this);
      opened = session;
      List<Cursor> all = List.copyOf(cursors.values());
      if (all.size() > 1 && random.nextBoolean()) {
        say(new Uplink.Hello(user, device, all.subList(0, 1), true, Begin.FIRST_VISIBLE));
        all = all.subList(1, all.size());
      }
      say(new Uplink.Hello(user, device, all, false, Begin.FIRST_VISIBLE));
    }

    DeviceSession session() {
      if (opened == null) {
        throw new IllegalStateException("not opened");
      }
      return opened;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void send(Downlink frame) {
      inbox.add(frame);
      server.world.execute(this::takeOne);
    }

    @Override
    public void end() {
      server.world.execute(
          () -> {
            if (isCurrent() && inbox.isEmpty()) {
              connection = null;
            }
          });
    }

    private boolean isCurrent() {
      return this.equals(connection);
    }

    private void say(Uplink frame) {
      outbox.add(frame);
      write();
    }

    private void write() {
      if (taken && !outbox.isEmpty() && isCurrent()) {
        taken = false;
        session()
            .onFrame(
                outbox.remove(),
                () ->
                    server.world.execute(
                        () -> {
                          taken = true;
                          write();
                        }));
      }
    }

    private void takeOne() {
      if (!isCurrent()) {
        return;
      }
      Downlink frame = inbox.remove();
      if (frame instanceof Downlink.Push push) {
        if (!isLost()) {
          push.messages().forEach(message -> onMessage(push.epoch(), message));
          acknowledge(push.conversation());
        }
      } else if (frame instanceof Downlink.PageAnswer answer) {
        onPage(answer);
      } else if (frame instanceof Downlink.PageRefused refused) {
        pulling.remove(pulls.remove(refused.requestId()));
      } else if (frame instanceof Downlink.Poke poke) {
        if (!isLost()) {
          onHead(poke);
        }
      } else if (frame instanceof Downlink.Heartbeat heartbeat) {
        say(new Uplink.Heartbeat());
        if (!isLost()) {
          heartbeat.heads().forEach(this::onHead);
        }
      } else if (frame instanceof Downlink.Reset reset) {
        throw new AssertionError("a cursor that the server gave was reset: " + reset);
      } else if (frame instanceof Downlink.GoAway goAway) {
        if (goAway.reason() == Downlink.GoAway.Reason.INVALID) {
          throw new AssertionError("the server refused what it had sent: " + goAway);
        }
        connection = null;
      }
    }

    private void onMessage(long epoch, StoredMessage message) {
      String conversation = message.conversation();
      if (message.seq() <= applied(conversation)) {
        return;
      }
      if (message.prevSeq() <= applied(conversation)) {
        show(epoch, message);
        drain(epoch, conversation);
      } else {
        NavigableMap<Long, StoredMessage> buffer = buffer(conversation);
        buffer.put(message.seq(), message);
        if (buffer.size() > BUFFER) {
          buffer.pollLastEntry();
        }
        pull(conversation, message.seq());
      }
    }

    private void onPage(Downlink.PageAnswer answer) {
      String conversation = answer.page().visibility().conversation();
      long epoch = answer.page().visibility().epoch();
      pulls.remove(answer.requestId());
      pulling.remove(conversation);
      for (StoredMessage message : answer.page().messages()) {
        if (message.seq() > applied(conversation)) {
          show(epoch, message);
        }
      }
      advance(conversation, epoch, answer.page().coveredTo());
      drain(epoch, conversation);
      acknowledge(conversation);
      long more = wanted.getOrDefault(conversation, 0L);
      if (more > applied(conversation) && answer.page().hasMore()) {
        pull(conversation, more);
      }
    }

    private void onHead(Downlink.Poke poke) {
      if (poke.head() > applied(poke.conversation())) {
        pull(poke.conversation(), poke.head());
      } else {
        acknowledge(poke.conversation());
      }
    }

    private void drain(long epoch, String conversation) {
      NavigableMap<Long, StoredMessage> buffer = buffer(conversation);
      while (!buffer.isEmpty()) {
        StoredMessage next = buffer.firstEntry().getValue();
        if (next.prevSeq() > applied(conversation) && next.seq() > applied(conversation)) {
          pull(conversation, next.seq());
          return;
        }
        buffer.pollFirstEntry();
        if (next.seq() > applied(conversation)) {
          show(epoch, next);
        }
      }
    }

    private NavigableMap<Long, StoredMessage> buffer(String conversation) {
      return buffers.computeIfAbsent(conversation, id -> new TreeMap<>());
    }

    private void pull(String conversation, long upTo) {
      wanted.merge(conversation, upTo, Math::max);
      if (pulling.add(conversation)) {
        pulls.put(++pullIds, conversation);
        say(
            new Uplink.Pull(
                pullIds, conversation, applied(conversation), upTo, 1 + random.nextInt(6)));
      }
    }

    private void acknowledge(String conversation) {
      if (!isLost() && applied(conversation) > 0) {
        say(new Uplink.Ack(conversation, applied(conversation)));
      }
    }
  }
}
