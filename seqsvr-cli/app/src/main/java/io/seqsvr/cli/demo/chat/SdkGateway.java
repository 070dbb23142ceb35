package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.demo.grpc.FrameFaults;
import io.seqsvr.cli.demo.grpc.LinkFaults;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageClientBuilder;
import io.seqsvr.message.client.MessageListener;
import java.time.Duration;

/** The message service over its SDK. Thread-safe. */
final class SdkGateway implements ChatGateway {
  /** The name of every user's one device. */
  static final String DEVICE = "d1";

  private final MessageAddress address;
  private final boolean chaos;
  private final Duration patience;
  private final FrameFaults faults = new FrameFaults();
  private final Conversations conversations;

  /**
   * A gateway to a service.
   *
   * @param chaos whether frames of devices get lost
   * @param patience how long a call or send is tried; a restart of the service fits in
   */
  SdkGateway(MessageAddress address, boolean chaos, Duration patience) {
    this.address = address;
    this.chaos = chaos;
    this.patience = patience;
    this.conversations = address.connect(patience);
  }

  @Override
  public Conversations conversations() {
    return conversations;
  }

  @Override
  public MessageClient open(String user, CursorStore cursors, MessageListener listener) {
    MessageClientBuilder builder =
        MessageClient.builder(address.server())
            .user(user)
            .device(DEVICE)
            .cursors(cursors)
            .listener(listener)
            .sendTimeout(patience);
    if (chaos) {
      builder.interceptor(faults.between(user));
    }
    if (address.trust() != null) {
      builder.tls(address.trust());
    } else if (address.plaintext()) {
      builder.allowPlaintext();
    }
    return builder.build();
  }

  @Override
  public boolean cut(String user) {
    return faults.cut(user);
  }

  @Override
  public LinkFaults linkFaults() {
    return faults.counts();
  }

  @Override
  public void close() {
    conversations.close();
  }
}
