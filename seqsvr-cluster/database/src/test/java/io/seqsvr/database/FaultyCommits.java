package io.seqsvr.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections whose commits fail as told, and are broken afterwards. For one thread. */
public final class FaultyCommits extends DelegatingDataSource {
  /** What becomes of a commit. */
  public enum Fate {
    /** It takes place and says so. */
    DONE,
    /** It takes place and says so; the connection breaks just after. */
    DONE_THEN_BROKEN,
    /** It takes place, and the answer is lost. */
    DONE_UNHEARD,
    /** The connection breaks before it gets to the database. */
    NOT_DONE
  }

  private final Queue<Fate> fates = new ArrayDeque<>();

  private Meanwhile meanwhile = () -> {};

  /** What others do between a lost answer and the next run. */
  public interface Meanwhile {
    /** Does it. */
    void act() throws Exception;
  }

  /** Takes the connections of another source. */
  public FaultyCommits(DataSource target) {
    super(target);
  }

  /** Sets what becomes of the next commits; later ones take place. */
  public void next(Fate... next) {
    fates.clear();
    fates.addAll(List.of(next));
  }

  /** Sets what happens after each lost answer, before anybody hears of it. */
  public void afterALoss(Meanwhile act) {
    meanwhile = act;
  }

  /** Fates that are still to come. */
  public int left() {
    return fates.size();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                commit(connection);
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  private void commit(Connection connection) throws SQLException {
    Fate fate = fates.isEmpty() ? Fate.DONE : fates.remove();
    if (fate != Fate.NOT_DONE) {
      connection.commit();
    }
    if (fate != Fate.DONE) {
      connection.abort(Runnable::run);
    }
    if (fate == Fate.DONE_UNHEARD || fate == Fate.NOT_DONE) {
      try {
        meanwhile.act();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      throw new SQLRecoverableException("connection lost in commit", "08S01");
    }
  }
}
