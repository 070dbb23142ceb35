package io.seqsvr.cli.message;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageListener;
import java.time.Duration;

/** Makes what a command calls the message service with. */
public interface MessageClients {
  /**
   * Calls without a device.
   *
   * @param timeout for a whole call, retries included
   * @throws CommandFailedException if the options cannot be used, for example an unreadable file
   */
  Conversations conversations(MessageServerOptions options, Duration timeout)
      throws CommandFailedException;

  /**
   * One device, which connects by itself.
   *
   * @throws CommandFailedException as above
   */
  MessageClient connect(MessageServerOptions options, DeviceView view, MessageListener listener)
      throws CommandFailedException;
}
