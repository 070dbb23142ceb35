package io.seqsvr.alloc.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;

/**
 * A ZooKeeper tree in the hands of somebody who belongs to no cluster, as an operator with {@code
 * zkCli} does. Not thread-safe. Closing it closes the connection.
 */
final class Tree implements AutoCloseable {
  private static final String LEASES = "/seqsvr/alloc/leases";

  private final CuratorFramework curator;

  Tree(String connectString) {
    curator = CuratorFrameworkFactory.newClient(connectString, new RetryOneTime(100));
    curator.start();
  }

  CuratorFramework curator() {
    return curator;
  }

  /** Deletes a node with all below it, as often as it takes while others write there. */
  void delete(String path) throws Exception {
    boolean deleted = false;
    while (!deleted) {
      try {
        curator.delete().deletingChildrenIfNeeded().forPath(path);
        deleted = true;
      } catch (KeeperException.NotEmptyException written) {
        Thread.onSpinWait();
      }
    }
  }

  String read(String path) throws Exception {
    return new String(curator.getData().forPath(path), StandardCharsets.UTF_8);
  }

  void write(String path, String text) throws Exception {
    curator.setData().forPath(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Names of the incarnations that have a mark. */
  List<String> marks() throws Exception {
    return curator.getChildren().forPath(LEASES);
  }

  static String mark(AllocNode node) {
    return LEASES + "/" + node.self().incarnation();
  }

  @Override
  public void close() {
    curator.close();
  }
}
