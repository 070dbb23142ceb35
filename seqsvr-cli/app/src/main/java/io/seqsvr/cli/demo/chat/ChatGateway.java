package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.demo.grpc.LinkFaults;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageListener;

/** The message service, and the faults on the way to it. Thread-safe. */
interface ChatGateway extends AutoCloseable {
  /** The calls that need no device. */
  Conversations conversations();

  /** Connects the one device of a user. */
  MessageClient open(String user, CursorStore cursors, MessageListener listener);

  /**
   * Breaks the connection of a user's device, as a network would.
   *
   * @return whether there was one
   */
  boolean cut(String user);

  /** What has been done to connections so far. */
  LinkFaults linkFaults();

  @Override
  void close();
}
