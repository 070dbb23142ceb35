package io.seqsvr.drills;

import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.MessagePage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A reader that pulls what lies above its cursor, over and over, as a client without a connection
 * would. Thread-safe; guarded by {@code this}.
 */
final class Poller implements AutoCloseable {
  private static final String CONVERSATION = "busy";
  private static final String USER = "reader";
  private static final int LIMIT = 100;
  private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

  private final Conversations service;
  private final ToLongFunction<MessagePage> cursorAfter;
  private final List<Long> seen = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "poller");
  private long cursor;
  private long pages;
  private boolean closed;
  private @Nullable RuntimeException failure;

  private Poller(Conversations service, ToLongFunction<MessagePage> cursorAfter) {
    this.service = service;
    this.cursorAfter = cursorAfter;
    thread.setDaemon(true);
  }

  /**
   * Starts one.
   *
   * @param cursorAfter where it goes on after a page
   */
  static Poller start(Conversations service, ToLongFunction<MessagePage> cursorAfter) {
    Poller poller = new Poller(service, cursorAfter);
    poller.thread.start();
    return poller;
  }

  private void run() {
    try {
      while (!isClosed()) {
        take(service.pull(USER, CONVERSATION, cursor(), 0, LIMIT));
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void take(MessagePage page) {
    page.messages().forEach(message -> seen.add(message.seq()));
    cursor = Math.max(cursor, cursorAfter.applyAsLong(page));
    pages++;
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized long cursor() {
    if (failure != null) {
      throw failure;
    }
    return cursor;
  }

  private synchronized List<Long> seen() {
    return List.copyOf(seen);
  }

  /** Waits until its cursor has reached a seq: all seqs that it has seen, in their order. */
  List<Long> awaitSeen(long seq) {
    Awaitility.await("the reader at " + seq).atMost(END_TIMEOUT).until(() -> cursor() >= seq);
    return seen();
  }

  /** Pages so far. */
  synchronized long pages() {
    return pages;
  }

  /** Ends it; a call that is under way ends by itself. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
