package io.seqsvr.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Makes connections whose every wait has an end, to databases that keep what they acknowledge. */
public final class Connections {
  /** Tables are made and the first rows are written with more patience than a call has. */
  private static final Duration START_SOCKET_TIMEOUT = Duration.ofSeconds(60);

  /** So that settings of a running database are looked at again this often. */
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

  private static final ConnectionCheck ANY = connection -> {};

  private Connections() {}

  /** Connections for the start, each a new one. */
  public static DataSource forStart(DatabaseSettings settings) {
    return new Checked(physical(settings, START_SOCKET_TIMEOUT), durability(settings), ANY);
  }

  /**
   * The pool for calls; opens its first connections when they are needed.
   *
   * @param poolName of its threads, and in its log lines
   * @param extra beyond durability; a database that does not pass is not used
   */
  public static HikariDataSource pool(
      DatabaseSettings settings, String poolName, ConnectionCheck extra) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(poolName);
    config.setDataSource(
        new Checked(physical(settings, settings.socketTimeout()), durability(settings), extra));
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setValidationTimeout(settings.connectTimeout().toMillis());
    config.setMaxLifetime(MAX_LIFETIME.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    // Rows are locked by primary key, so the weaker level loses nothing and locks no gaps.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return new HikariDataSource(config);
  }

  private static DataSource physical(DatabaseSettings settings, Duration socketTimeout) {
    DriverManagerDataSource source =
        new DriverManagerDataSource(settings.url(), settings.username(), settings.password());
    source.setConnectionProperties(driverProperties(settings, socketTimeout));
    return source;
  }

  private static ConnectionCheck durability(DatabaseSettings settings) {
    return settings.allowUnsafeDurability() ? ANY : new DurabilityCheck(settings.keyPrefix());
  }

  private static Properties driverProperties(DatabaseSettings settings, Duration socketTimeout) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", Long.toString(settings.connectTimeout().toMillis()));
    properties.setProperty("socketTimeout", Long.toString(socketTimeout.toMillis()));
    properties.setProperty("rewriteBatchedStatements", "true");
    properties.setProperty(
        "sessionVariables", "innodb_lock_wait_timeout=" + settings.lockWaitTimeout().toSeconds());
    return properties;
  }

  /**
   * Looks at the database behind every new connection, not only at the start: after a failover it
   * is another database that answers.
   */
  private static final class Checked extends DelegatingDataSource {
    private final ConnectionCheck durability;
    private final ConnectionCheck extra;

    Checked(DataSource target, ConnectionCheck durability, ConnectionCheck extra) {
      super(target);
      this.durability = durability;
      this.extra = extra;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      try {
        durability.check(connection);
        extra.check(connection);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }

    /** The pool's login timeout, which the driver's own connectTimeout stands in for. */
    @Override
    public void setLoginTimeout(int seconds) {
      // connectTimeout is set in the driver's properties
    }

    @Override
    public int getLoginTimeout() {
      return 0;
    }
  }
}
