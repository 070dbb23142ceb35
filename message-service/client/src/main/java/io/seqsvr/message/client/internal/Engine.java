package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole client without its transport and threads. Thread-safe: what is called from outside hands
 * over to the loop, where everything else happens.
 */
public final class Engine {
  /** What the client meets outside. */
  public record Ports(
      Dialer dialer,
      Loop loop,
      MonotonicClock clock,
      LongUnaryOperator randomBelow,
      Executor pool,
      Executor callbacks,
      Observer observer,
      PositionStore positions,
      SendStore sends) {}

  /** A message that an earlier client did not finish. */
  public record Unfinished(String conversation, Draft draft) {}

  private final Ports ports;
  private final long sendTimeoutNanos;
  private final Tally tally = new Tally();
  private final Announcer announcer;
  private final Session session;
  private final Deliveries deliveries;
  private final Sends sends;
  private final Reads reads;
  private final Admission admission;

  /** Written by the loop, read by anybody. */
  private volatile boolean up;

  private boolean closing;
  private @Nullable String ended;

  public Engine(
      String user,
      String device,
      boolean beginWithNext,
      long sendTimeoutNanos,
      Tuning tuning,
      Ports ports) {
    this.ports = ports;
    this.sendTimeoutNanos = sendTimeoutNanos;
    Loop loop = ports.loop();
    MonotonicClock clock = ports.clock();
    Backoff backoff =
        new Backoff(tuning.reconnectBaseNanos(), tuning.reconnectCapNanos(), ports.randomBelow());
    this.announcer = new Announcer(ports.observer(), ports.pool());
    this.session =
        new Session(
            new Session.Device(user, device, beginWithNext),
            ports.dialer(),
            loop,
            clock,
            tuning,
            backoff,
            tally,
            new Handler());
    this.deliveries =
        new Deliveries(
            loop,
            clock,
            session,
            tuning,
            backoff,
            tally,
            ports.observer(),
            ports.positions(),
            ports.pool());
    this.admission =
        new Admission(tuning.outboxMessages(), tuning.outboxTotal(), ports.sends(), loop);
    this.sends =
        new Sends(
            loop,
            clock,
            session,
            tuning,
            backoff,
            tally,
            item -> admission.release(item.conversation));
    this.reads = new Reads(loop, session, tuning, backoff);
  }

  /**
   * Begins to connect.
   *
   * @param unfinished what an earlier client left, in the order of its sends
   */
  public void start(List<Unfinished> unfinished) {
    Map<String, Position> stored = ports.positions().load();
    for (Unfinished left : unfinished) {
      admission.readmit(left.conversation());
    }
    ports
        .loop()
        .execute(
            () -> {
              deliveries.load(stored);
              for (Unfinished left : unfinished) {
                SendItem item = item(left.conversation(), left.draft(), outcome -> {});
                item.inDoubt = true; // nobody knows what the earlier client has tried
                sends.add(item);
              }
              session.start();
            });
  }

  /**
   * Sends a message in the order of the calls.
   *
   * @param caller told the outcome once, by a thread for callbacks
   * @throws SeqsvrException OVERLOADED if the outbox is full
   */
  public void send(String conversation, Draft draft, Consumer<Outcome> caller) {
    SendItem item = item(conversation, draft, caller);
    if (!admission.admit(conversation, draft, () -> addOrEnd(item))) {
      item.end(new Outcome.Unknown("the client has ended"), false);
    }
  }

  /**
   * Moves the read pointer.
   *
   * @param caller told once, by a thread for callbacks: the state, or why there is none
   */
  public void markRead(
      String conversation,
      long readSeq,
      BiConsumer<@Nullable ReadPosition, @Nullable SeqsvrException> caller) {
    boolean entered =
        admission.enter(
            () -> {
              if (ended == null) {
                reads.add(
                    conversation,
                    readSeq,
                    (state, refusal) -> callBack(() -> caller.accept(state, refusal)));
              } else {
                callBack(() -> caller.accept(null, hasEnded()));
              }
            });
    if (!entered) {
      caller.accept(null, hasEnded());
    }
  }

  /** Everything up to here was shown, 0 if nothing. */
  public long shown(String conversation) {
    return deliveries.shown(conversation);
  }

  /** Whether the connection stands. */
  public boolean isUp() {
    return up;
  }

  /** What has happened so far. */
  public Tally tally() {
    return tally;
  }

  /**
   * Ends everything, without telling the observer. Returns at once.
   *
   * @param onClosed told by the loop, after everything else
   */
  public void close(Runnable onClosed) {
    admission.close();
    ports
        .loop()
        .execute(
            () -> {
              closing = true;
              session.stop("the client was closed");
              ports.dialer().close();
              onClosed.run();
            });
  }

  private SendItem item(String conversation, Draft draft, Consumer<Outcome> caller) {
    return new SendItem(
        conversation,
        draft,
        ports.clock().nanoTime() + sendTimeoutNanos,
        (outcome, finished) ->
            callBack(
                () -> {
                  if (finished && draft.stored()) {
                    ports.sends().remove(conversation, draft.clientMsgId());
                  }
                  caller.accept(outcome);
                }));
  }

  private void addOrEnd(SendItem item) {
    String reason = ended;
    if (reason == null) {
      sends.add(item);
    } else {
      item.end(new Outcome.Unknown(reason), false);
    }
  }

  private static SeqsvrException hasEnded() {
    return SeqsvrException.of(ErrorReason.FORBIDDEN, "the client has ended");
  }

  private void callBack(Runnable task) {
    ports.callbacks().execute(task);
  }

  /** What the session tells, given to those whom it concerns. */
  private final class Handler implements Session.Events {
    @Override
    public List<Map.Entry<String, Position>> cursors() {
      return deliveries.cursors();
    }

    @Override
    public void onHead(String conversation, Position head) {
      deliveries.beginAt(conversation, head);
    }

    @Override
    public void onUp() {
      up = true;
      deliveries.onConnected();
      sends.onConnected();
      reads.onConnected();
      announcer.connected(true);
    }

    @Override
    public void onDown() {
      up = false;
      deliveries.onDisconnected();
      sends.onDisconnected();
      if (!closing) {
        announcer.connected(false);
      }
    }

    @Override
    public void onFrame(ServerFrame frame) {
      if (frame instanceof ServerFrame.Push push) {
        deliveries.onPush(push);
        sends.onShown(push.conversation(), push.messages());
      } else if (frame instanceof ServerFrame.Answer answer) {
        sends.onAnswer(answer);
      } else if (frame instanceof ServerFrame.PageAnswer page) {
        deliveries.onPage(page);
      } else if (frame instanceof ServerFrame.PageRefusal refusal) {
        deliveries.onPageRefusal(refusal);
      } else if (frame instanceof ServerFrame.Poke poke) {
        deliveries.onHead(poke.head());
      } else if (frame instanceof ServerFrame.Heartbeat heartbeat) {
        heartbeat.heads().forEach(deliveries::onHead);
      } else if (frame instanceof ServerFrame.Reset reset) {
        deliveries.onReset(reset);
      } else if (frame instanceof ServerFrame.ReadAnswer answer) {
        deliveries.onRead(answer.state());
        reads.onAnswer(answer.state());
      } else if (frame instanceof ServerFrame.ReadRefusal refusal) {
        reads.onRefusal(refusal.refusal());
      }
    }

    @Override
    public void onStopped(String reason) {
      ended = reason;
      admission.close();
      sends.stop(reason);
      reads.stop(reason);
      deliveries.close();
      if (!closing) {
        announcer.stopped(reason);
      }
    }
  }
}
