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
    return build(
        options,
        () -> {
          ConversationsBuilder builder = Conversations.builder(options.server()).timeout(timeout);
          Path trust = options.trust();
          if (trust != null) {
            builder.tls(trust);
          }
          return (options.isPlaintextAllowed() ? builder.allowPlaintext() : builder).build();
        });
  }

  @Override
  public MessageClient connect(
      MessageServerOptions options, DeviceView view, MessageListener listener)
      throws CommandFailedException {
    return build(
        options,
        () -> {
          MessageClientBuilder builder =
              MessageClient.builder(options.server())
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
          return (options.isPlaintextAllowed() ? builder.allowPlaintext() : builder).build();
        });
  }

  /**
   * Options that the SDK does not take are wrong usage; a file that it cannot read is a failure.
   */
  private static <T> T build(MessageServerOptions options, Supplier<T> build)
      throws CommandFailedException {
    try {
      return build.get();
    } catch (UncheckedIOException e) {
      throw new CommandFailedException(ErrorLines.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw options.refused(e);
    }
  }
}
