package io.seqsvr.cli.message;

import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Hands out fakes and remembers what they were made for. */
public class FakeMessageClients implements MessageClients {
  FakeConversations conversations = new FakeConversations();
  final List<String> opened = new ArrayList<>();
  final List<FakeMessageClient> devices = new ArrayList<>();

  /** What a device is; by default one that connects at once. */
  BiFunction<DeviceView, MessageListener, FakeMessageClient> device = FakeMessageClient::new;

  /** What happens to a device, on the thread that connects it. */
  Consumer<MessageListener> script = listener -> listener.onConnected(true);

  /** The calls made so far, for tests of other packages. */
  public List<String> calls() {
    return conversations.calls;
  }

  @Override
  public Conversations conversations(MessageServerOptions options, Duration timeout) {
    opened.add(options.server() + " " + timeout.toMillis() + " ms");
    return conversations;
  }

  @Override
  public MessageClient connect(
      MessageServerOptions options, DeviceView view, MessageListener listener) {
    opened.add(options.server());
    FakeMessageClient client = device.apply(view, listener);
    devices.add(client);
    script.accept(listener);
    return client;
  }
}
