package io.seqsvr.message.client.internal;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Shows what happens in one conversation, one thing after the other, and saves the position each
 * time: first shown, then saved. So a crash between the two shows one message again after the
 * restart, and never skips one; a store that wants neither does both in {@code onMessage}, in one
 * transaction of its own.
 *
 * <p>Thread-safe. The queue is guarded by {@code this}; the application is called without the lock,
 * by one thread of the pool at a time. What was queued before a reset and not begun is dropped. The
 * inbox bounds the messages; of those that are not kept a number of its own stay; of read positions
 * the last one.
 */
final class Display {
  private static final System.Logger LOG = System.getLogger("io.seqsvr.message.client");
  private static final int ITEMS_PER_TURN = 64;
  private static final int MAX_TRANSIENTS = 256;

  private sealed interface Item {
    record Show(Message message, Position position) implements Item {}

    record Covered(Position position) implements Item {}

    record Reset(Position position) implements Item {}

    record Transient(Message message) implements Item {}

    record Read() implements Item {}
  }

  /**
   * What was shown since the last time.
   *
   * @param shown everything up to here
   */
  record Progress(int messages, long bytes, long shown) {}

  private final String conversation;
  private final Observer observer;
  private final PositionStore positions;
  private final Executor pool;
  private final Runnable onProgress;
  private final Tally tally;

  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private boolean running;
  private boolean closed;
  private boolean progressTold;
  private long generation;
  private int transients;
  private @Nullable ReadPosition read;
  private int shownMessages;
  private long shownBytes;

  /** Written under the lock, read by anybody. */
  private volatile long shown;

  /**
   * @param onProgress told in a thread of the pool, once for each {@link #takeProgress}
   */
  Display(
      String conversation,
      long shown,
      Observer observer,
      PositionStore positions,
      Executor pool,
      Tally tally,
      Runnable onProgress) {
    this.conversation = conversation;
    this.shown = shown;
    this.observer = observer;
    this.positions = positions;
    this.pool = pool;
    this.tally = tally;
    this.onProgress = onProgress;
  }

  /** Everything up to here was shown. */
  long shown() {
    return shown;
  }

  void show(Message message, Position position) {
    add(new Item.Show(message, position));
  }

  void covered(Position position) {
    add(new Item.Covered(position));
  }

  synchronized void reset(Position position) {
    generation++;
    items.removeIf(item -> item instanceof Item.Show || item instanceof Item.Covered);
    shownMessages = 0;
    shownBytes = 0;
    shown = position.seq();
    add(new Item.Reset(position));
  }

  synchronized void showTransient(Message message) {
    if (transients < MAX_TRANSIENTS) {
      transients++;
      add(new Item.Transient(message));
    }
  }

  synchronized void showRead(ReadPosition state) {
    boolean queued = read != null;
    read = state;
    if (!queued) {
      add(new Item.Read());
    }
  }

  synchronized Progress takeProgress() {
    Progress progress = new Progress(shownMessages, shownBytes, shown);
    shownMessages = 0;
    shownBytes = 0;
    progressTold = false;
    return progress;
  }

  /** Nothing is shown any more but what has begun. */
  synchronized void close() {
    closed = true;
    items.clear();
  }

  private synchronized void add(Item item) {
    if (closed) {
      return;
    }
    items.add(item);
    if (!running) {
      running = true;
      pool.execute(this::turn);
    }
  }

  private void turn() {
    for (int i = 0; i < ITEMS_PER_TURN; i++) {
      Item item;
      long itemGeneration;
      synchronized (this) {
        item = items.poll();
        if (item == null) {
          running = false;
          return;
        }
        itemGeneration = generation;
      }
      show(item);
      done(item, itemGeneration);
    }
    pool.execute(this::turn);
  }

  private void show(Item item) {
    if (item instanceof Item.Show show) {
      attempt("onMessage", () -> observer.onMessage(show.message()));
      attempt("save", () -> positions.save(conversation, show.position()));
      tally.shown.increment();
    } else if (item instanceof Item.Covered covered) {
      attempt("save", () -> positions.save(conversation, covered.position()));
    } else if (item instanceof Item.Reset reset) {
      attempt("forget", () -> positions.forget(conversation));
      attempt("onReset", () -> observer.onReset(conversation));
      attempt("save", () -> positions.save(conversation, reset.position()));
    } else if (item instanceof Item.Transient message) {
      attempt("onTransient", () -> observer.onTransient(message.message()));
    } else {
      ReadPosition state = takeRead();
      if (state != null) {
        attempt("onRead", () -> observer.onRead(state));
      }
    }
  }

  private synchronized @Nullable ReadPosition takeRead() {
    ReadPosition state = read;
    read = null;
    return state;
  }

  /** Whatever the application does, the conversation goes on. */
  private void attempt(String what, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, what + " failed in " + conversation, e);
    }
  }

  private void done(Item item, long itemGeneration) {
    synchronized (this) {
      if (item instanceof Item.Transient) {
        transients--;
        return;
      }
      if (itemGeneration != generation) {
        return;
      }
      if (item instanceof Item.Show show) {
        shownMessages++;
        shownBytes += show.message().bytes();
        shown = show.position().seq();
      } else if (item instanceof Item.Covered covered) {
        shown = covered.position().seq();
      } else {
        return;
      }
      if (progressTold) {
        return;
      }
      progressTold = true;
    }
    onProgress.run();
  }
}
