package io.seqsvr.message.server.mysql;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.database.Transactions;
import io.seqsvr.message.server.core.ConversationState;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.MessageReads;
import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.mysql.MessageSql.Extent;
import io.seqsvr.message.server.mysql.ViewSql.View;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads in MySQL or MariaDB, each in one snapshot: one statement, or one REPEATABLE READ
 * transaction. Thread-safe; methods block as {@link Transactions} says.
 */
public final class MysqlMessageReads implements MessageReads {
  private final Transactions transactions;

  /** Reads through the connections of these transactions. */
  public MysqlMessageReads(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Visibility visibility(String user, String conversation) {
    return transactions.run(c -> view(c, user, conversation)).visibility();
  }

  @Override
  public LogPage page(
      String user, String conversation, long afterSeq, long upToSeq, int limit, int maxBytes) {
    return transactions.read(
        connection -> {
          Visibility visibility = view(connection, user, conversation).visibility();
          long after = Math.max(afterSeq, visibility.visibleFrom());
          long upTo = Math.min(upToSeq, visibility.visibleHead());
          if (after >= upTo) {
            return new LogPage(visibility, List.of(), upTo, false);
          }
          List<Extent> extents =
              MessageSql.extents(connection, conversation, after, upTo, limit + 1L);
          int fitting = fitting(extents, limit, maxBytes);
          boolean hasMore = fitting < extents.size();
          long coveredTo = hasMore ? extents.get(fitting - 1).seq() : upTo;
          List<StoredMessage> messages =
              fitting == 0
                  ? List.of()
                  : MessageSql.read(connection, conversation, after, coveredTo);
          return new LogPage(visibility, messages, coveredTo, hasMore);
        });
  }

  /** How many of the first messages make a page: at least one, if there is one. */
  private static int fitting(List<Extent> extents, int limit, int maxBytes) {
    int fitting = 0;
    long bytes = 0;
    for (Extent extent : extents) {
      bytes += extent.bodyBytes();
      if (fitting == limit || (fitting > 0 && bytes > maxBytes)) {
        break;
      }
      fitting++;
    }
    return fitting;
  }

  @Override
  public List<ConversationState> conversations(String user, String after, int limit) {
    return transactions.read(
        connection -> {
          List<View> views = ViewSql.list(connection, user, after, limit);
          List<ReadState> reads = ReadSql.states(connection, user, views);
          List<ConversationState> states = new ArrayList<>();
          for (int i = 0; i < views.size(); i++) {
            states.add(new ConversationState(views.get(i).visibility(), reads.get(i)));
          }
          return states;
        });
  }

  @Override
  public List<Visibility> visibilities(String user, String after, int limit) {
    return transactions.run(c -> ViewSql.list(c, user, after, limit)).stream()
        .map(View::visibility)
        .toList();
  }

  @Override
  public List<ReadState> unread(String user, List<String> conversations) {
    if (conversations.isEmpty()) {
      return List.of();
    }
    return transactions.read(
        connection -> {
          Map<String, @Nullable View> found = ViewSql.find(connection, user, conversations);
          List<View> views = new ArrayList<>();
          for (String conversation : conversations) {
            views.add(required(found, conversation));
          }
          return ReadSql.states(connection, user, views);
        });
  }

  /**
   * The member's row is locked before the head is read, so the pointer ends where the larger of two
   * calls at a time wanted it; a call that finds its own change does nothing.
   */
  @Override
  public ReadState markRead(String user, String conversation, long readSeq) {
    return transactions.run(
        connection -> {
          var unused = ReadSql.lock(connection, user, conversation);
          View view = view(connection, user, conversation);
          long target = Math.min(readSeq, view.visibility().visibleHead());
          if (target > view.readSeq()) {
            long readNo = MessageSql.countNo(connection, conversation, target);
            ReadSql.move(connection, user, conversation, target, readNo);
            view =
                new View(
                    view.visibility(), target, view.visibleNo(), Math.max(view.doneNo(), readNo));
          }
          return ReadSql.states(connection, user, List.of(view)).get(0);
        });
  }

  @Override
  public long openSession(String user, String device) {
    return transactions.run(c -> ReadSql.nextSession(c, user, device));
  }

  private static View view(Connection connection, String user, String conversation)
      throws SQLException {
    return required(ViewSql.find(connection, user, List.of(conversation)), conversation);
  }

  private static View required(Map<String, @Nullable View> found, String conversation) {
    View view = found.get(conversation);
    if (view != null) {
      return view;
    }
    throw found.containsKey(conversation)
        ? SeqsvrException.of(
            ErrorReason.NOT_A_MEMBER, "the user was never a member of the conversation")
        : SeqsvrException.of(ErrorReason.CONVERSATION_NOT_FOUND, "there is no such conversation");
  }
}
