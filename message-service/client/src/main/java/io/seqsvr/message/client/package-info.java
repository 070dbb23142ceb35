/**
 * The Java SDK of the message service: messages of conversations, each stored once, shown once on
 * every device, in one order for everybody.
 *
 * <h2>Two people talk</h2>
 *
 * Conversations are made by a {@link io.seqsvr.message.client.Conversations}, which needs no
 * device. Each device of each user has a {@link io.seqsvr.message.client.MessageClient}, which
 * connects by itself, again after every loss, and goes on where it stood.
 *
 * <pre>{@code
 * try (Conversations conversations = Conversations.builder(address).build()) {
 *   conversations.createGroup("team", List.of("ann", "bob"));
 * }
 * try (MessageClient ann =
 *         MessageClient.builder(address).user("ann").listener(message -> {}).build();
 *     MessageClient bob =
 *         MessageClient.builder(address).user("bob").listener(message -> show(message)).build()) {
 *   ann.send("team", "hello").outcome().join();
 *   awaitShown();
 * }
 * }</pre>
 *
 * Ann's own client is shown her message too, in its place among the others.
 *
 * <h2>How a send ends</h2>
 *
 * Messages to one conversation are stored in the order of the calls of {@code send}, which returns
 * at once. There are three ends; none of them is an exception.
 *
 * <pre>{@code
 * SendHandle handle = ann.send("team", Outgoing.text("lunch?"));
 * SendOutcome outcome = handle.outcome().join();
 * if (outcome instanceof SendOutcome.Accepted accepted) {
 *   stored(accepted.receipt().seq());
 * } else if (outcome instanceof SendOutcome.Rejected rejected) {
 *   notStored(rejected.refusal().reason());
 * } else if (outcome instanceof SendOutcome.Unknown unknown) {
 *   // It may be stored. Sent again under the same id it is stored once, and its receipt comes.
 *   ann.send("team", Outgoing.text("lunch?").withClientMsgId(handle.clientMsgId()));
 * }
 * }</pre>
 *
 * An outbox that is full refuses in the caller's thread, {@code OVERLOADED}; nothing was sent then.
 *
 * <h2>Listening</h2>
 *
 * Calls about one conversation come one after the other. A message is acknowledged when the call
 * has returned; a slow listener holds up its conversation, and in the end the service.
 *
 * <pre>{@code
 * MessageListener listener =
 *     new MessageListener() {
 *       @Override
 *       public void onMessage(Incoming message) {
 *         show(message);
 *       }
 *
 *       @Override
 *       public void onReset(String conversation) {
 *         clear(conversation);
 *       }
 *     };
 * }</pre>
 *
 * <h2>Across restarts</h2>
 *
 * A {@link io.seqsvr.message.client.CursorStore} keeps where the device stands, an {@link
 * io.seqsvr.message.client.Outbox} what is not sent yet. Those in memory live as long as the
 * objects; write your own for a disk. A message is shown first and its cursor is saved then.
 *
 * <pre>{@code
 * MessageClient client =
 *     MessageClient.builder(address)
 *         .user("bob")
 *         .device("phone")
 *         .listener(listener)
 *         .cursors(cursors)
 *         .outbox(outbox)
 *         .sendTimeout(Duration.ofSeconds(10))
 *         .build();
 * }</pre>
 *
 * <h2>Read and unread</h2>
 *
 * <pre>{@code
 * bob.markRead("team", bob.shownTo("team")).thenAccept(state -> badge(state.unread()));
 * }</pre>
 *
 * Stages of futures run in one thread of the client. One that blocks belongs into an executor of
 * yours: use the {@code …Async} variant with an executor.
 *
 * <p>Without encryption only the loopback is called; {@code tls} and {@code allowPlaintext} of the
 * builders say otherwise. This package may depend on {@code io.seqsvr.message.client.internal},
 * {@code io.seqsvr.message.client.grpc}, {@code message-api} and {@code seqsvr-api}.
 */
@NullMarked
package io.seqsvr.message.client;

import org.jspecify.annotations.NullMarked;
