package io.seqsvr.cli.demo.chat;

import io.seqsvr.message.client.ConversationInfo;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.ReadState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Unread counts of the service against a brute-force count of what was sent, at read pointers that
 * it moves itself: a third of them stay at the start, a third go to the middle, a third to the end.
 * Runs when nothing is sent any more, on one thread.
 */
final class UnreadCheck {
  private static final int MAX_USERS = 80;
  private static final int MAX_MARKS_A_USER = 9;
  private static final int MAX_CONVERSATIONS_A_CALL = 1000;

  private final Board board;
  private final Conversations conversations;
  private long compared;
  private long wrong;

  UnreadCheck(Board board, Conversations conversations) {
    this.board = board;
    this.conversations = conversations;
  }

  /**
   * What came of it.
   *
   * @param compared counts that were asked for
   * @param wrong those that were not what was sent
   */
  record Result(long compared, long wrong) {}

  Result run(Map<String, List<Place>> placesByUser) {
    int number = 0;
    for (Map.Entry<String, List<Place>> user : spread(placesByUser).entrySet()) {
      List<String> ids = user.getValue().stream().map(board::conversation).toList();
      Map<String, Long> expected = mark(user.getKey(), ids, number++);
      compareUnread(user.getKey(), ids, expected);
      compareList(user.getKey(), expected);
    }
    return new Result(compared, wrong);
  }

  /** Some of the users, evenly: the first ones are the busiest. */
  private static Map<String, List<Place>> spread(Map<String, List<Place>> all) {
    int every = Math.max(1, all.size() / MAX_USERS);
    Map<String, List<Place>> some = new HashMap<>();
    int index = 0;
    for (Map.Entry<String, List<Place>> user : all.entrySet()) {
      if (index++ % every == 0) {
        some.put(user.getKey(), user.getValue());
      }
    }
    return some;
  }

  /** Moves some pointers, and counts what is unread then. */
  private Map<String, Long> mark(String user, List<String> ids, int number) {
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      long readSeq = i < MAX_MARKS_A_USER ? board.ledger().seqAt(id, 50 * ((number + i) % 3)) : 0;
      long unread = board.ledger().unread(id, user, readSeq);
      expected.put(id, unread);
      if (readSeq > 0) {
        compare(user, id, "after the mark", unread, conversations.markRead(user, id, readSeq));
      }
    }
    return expected;
  }

  private void compareUnread(String user, List<String> ids, Map<String, Long> expected) {
    for (int from = 0; from < ids.size(); from += MAX_CONVERSATIONS_A_CALL) {
      int to = Math.min(ids.size(), from + MAX_CONVERSATIONS_A_CALL);
      List<ReadState> states = conversations.unread(user, ids.subList(from, to));
      for (int i = from; i < to; i++) {
        String id = ids.get(i);
        compare(user, id, "asked for", expected.getOrDefault(id, 0L), states.get(i - from));
      }
    }
  }

  private void compareList(String user, Map<String, Long> expected) {
    Map<String, ConversationInfo> listed = new HashMap<>();
    conversations.list(user).forEach(info -> listed.put(info.conversation(), info));
    expected.forEach(
        (id, unread) -> {
          ConversationInfo info = listed.get(id);
          if (info == null) {
            differ(user + " in " + id + ": not in the list");
          } else {
            compare(user, id, "listed", unread, info.unread());
          }
        });
  }

  private void compare(String user, String id, String how, long expected, ReadState state) {
    compare(user, id, how, expected, state.unread());
  }

  private void compare(String user, String id, String how, long expected, long actual) {
    if (expected == actual) {
      compared++;
    } else {
      differ(user + " in " + id + ", " + how + ": " + actual + " unread, not " + expected);
    }
  }

  private void differ(String what) {
    compared++;
    wrong++;
    board.tally().surprise(what);
  }
}
