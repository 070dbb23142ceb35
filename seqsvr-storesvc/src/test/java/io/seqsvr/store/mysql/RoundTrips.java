package io.seqsvr.store.mysql;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the driver sends to the database, a packet with many statements once. The driver
 * makes it, of the name in the URL; so the count is of all connections of the process that name it.
 */
public final class RoundTrips implements QueryInterceptor {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** How many there were, since the last time that anybody asked. */
  static int take() {
    return COUNT.getAndSet(0);
  }

  @Override
  public QueryInterceptor init(MysqlConnection connection, Properties properties, Log log) {
    return this;
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // the driver's signature
  public <T extends Resultset> @Nullable T preProcess(Supplier<String> sql, Query query) {
    COUNT.incrementAndGet();
    return null;
  }

  @Override
  public boolean executeTopLevelOnly() {
    return false;
  }

  @Override
  public void destroy() {
    // has nothing
  }

  @Override
  public <T extends Resultset> @Nullable T postProcess(
      Supplier<String> sql, Query query, T result, ServerSession session) {
    return null;
  }
}
