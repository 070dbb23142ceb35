package io.seqsvr.cli.message;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.ConversationsBuilder;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageClientBuilder;
import io.seqsvr.message.client.MessageListener;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** The Java SDK. Stateless. */
public final class SdkClients implements MessageClients {
  @Override
  public Conversations conversations(MessageServerOptions options, Duration timeout)
      throws CommandFailedException {
    ConversationsBuilder builder =
        describe(options, () -> Conversations.builder(options.server()).timeout(timeout));
    Path trust = options.trust();
    if (trust != null) {
      builder.tls(trust);
    }
    if (options.isPlaintextAllowed()) {
      builder.allowPlaintext();
    }
    return build(options, builder::build);
  }

  @Override
  public MessageClient connect(
      MessageServerOptions options, DeviceView view, MessageListener listener)
      throws CommandFailedException {
    MessageClientBuilder builder =
        describe(options, () -> MessageClient.builder(options.server()))
            .user(view.user())
            .device(view.device())
            .listener(listener)
            .cursors(view.cursors());
    if (view.beginsWithNext()) {
      builder.beginWithNext();
    }
    Path trust = options.trust();
    if (trust != null) {
      builder.tls(trust);
    }
    if (options.isPlaintextAllowed()) {
      builder.allowPlaintext();
    }
    return build(options, builder::build);
  }

  private static <B> B describe(MessageServerOptions options, Supplier<B> description) {
    try {
      return description.get();
    } catch (IllegalArgumentException e) {
      throw options.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static <T> T build(MessageServerOptions options, Supplier<T> build)
      throws CommandFailedException {
    try {
      return build.get();
    } catch (UncheckedIOException e) {
      throw new CommandFailedException(ErrorLines.describe(e), e);
    } catch (IllegalArgumentException e) {
      // The one thing that is judged so late.
      throw options.wrong(
          options.server()
              + " is not on this machine: encrypt with --tls-ca, or allow --plaintext in a trusted"
              + " network");
    }
  }
}
