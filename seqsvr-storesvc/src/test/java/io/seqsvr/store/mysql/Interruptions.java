package io.seqsvr.store.mysql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections on which others come in between two statements. */
final class Interruptions extends DelegatingDataSource {
  private final String before;
  private final Runnable act;

  /**
   * @param before part of the statement before which it happens
   * @param act what others do, on other connections
   */
  Interruptions(DataSource target, String before, Runnable act) {
    super(target);
    this.before = before;
    this.act = act;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")
                  && arguments[0].toString().contains(before)) {
                act.run();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }
}
