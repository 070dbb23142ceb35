package io.seqsvr.drills;

import io.seqsvr.failover.database.TestDatabase;
import io.seqsvr.message.client.Conversations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A {@link Deployment} with one node of each tier, all of them ready; whoever hurts one puts the
 * one that replaces it in its place. Confined to one thread.
 */
final class MessageDeployment implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private final Deployment deployment;
  private final Deployment.AllocNode allocNode;
  private final Deployment.MessageNode messageNode;
  private ServerProcess alloc;
  private ServerProcess message;

  private MessageDeployment(
      Deployment deployment, Deployment.AllocNode allocNode, Deployment.MessageNode messageNode)
      throws IOException {
    this.deployment = deployment;
    this.allocNode = allocNode;
    this.messageNode = messageNode;
    this.alloc = deployment.startForMessages(allocNode);
    this.message = startMessage();
  }

  /** Starts everything. */
  static MessageDeployment start(Path directory) throws Exception {
    Deployment deployment = Deployment.create(directory);
    try {
      deployment.store().awaitReady();
      MessageDeployment started =
          new MessageDeployment(
              deployment, deployment.alloc("alloc-a"), deployment.message("message-a"));
      started.alloc.awaitReady();
      started.message.awaitReady();
      return started;
    } catch (Throwable e) {
      deployment.close();
      throw e;
    }
  }

  TestDatabase database() {
    return deployment.database();
  }

  /** {@code host:port} of the message tier. */
  String address() {
    return messageNode.address();
  }

  /** {@code host:port} of the alloc tier. */
  String allocAddress() {
    return allocNode.address();
  }

  /** Calls that need no device, patient enough for a restart. */
  Conversations conversations() {
    return Conversations.builder(address()).timeout(CALL_TIMEOUT).build();
  }

  ServerProcess alloc() {
    return alloc;
  }

  ServerProcess message() {
    return message;
  }

  /** Starts the alloc tier again, on the same port; it is not ready yet. */
  ServerProcess restartAlloc() throws IOException {
    alloc = deployment.startForMessages(allocNode);
    return alloc;
  }

  /** Starts the message tier again, on the same port; it is not ready yet. */
  ServerProcess restartMessage() throws IOException {
    message = startMessage();
    return message;
  }

  private ServerProcess startMessage() throws IOException {
    return deployment.start(messageNode, allocNode);
  }

  /** A second node of the message tier, with a port of its own. */
  Deployment.MessageNode another() {
    return deployment.message("message-b");
  }

  /** Starts a node, which takes every lane from whoever has it. */
  ServerProcess start(Deployment.MessageNode node) throws IOException {
    return deployment.start(node, allocNode);
  }

  @Override
  public void close() {
    deployment.close();
  }
}
