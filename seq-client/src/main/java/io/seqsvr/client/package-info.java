/**
 * The Java SDK of the sequence service: strictly increasing numbers ("seqs") per conversation.
 *
 * <h2>The first number</h2>
 *
 * A client needs the address of one node, {@code host:port}, and finds the others by itself. Make
 * one for each process and share it between all threads.
 *
 * <pre>{@code
 * try (SeqClient client = SeqClient.builder(address).build()) {
 *   long first = client.next("room-42");
 *   long second = client.next("room-42");
 *   assert second > first;
 * }
 * }</pre>
 *
 * A conversation is any string of up to 256 bytes and needs no registration. Its numbers only go
 * up, through crashes and deployments; there can be gaps.
 *
 * <h2>Several numbers, and namespaces</h2>
 *
 * One call can take a contiguous block. Users of the service who don't know of each other keep
 * their conversations apart by a namespace.
 *
 * <pre>{@code
 * SeqRange block = client.next("orders", "customer-7", 100);
 * block.stream().forEach(seq -> number(seq));
 * }</pre>
 *
 * <h2>Without blocking</h2>
 *
 * Calls that are under way at the same time share requests: a thousand of them cost a few. A call
 * at low load goes out at once, alone; nobody waits for company.
 *
 * <pre>{@code
 * CompletableFuture<SeqRange> a = client.nextAsync("orders", "customer-7", 1);
 * CompletableFuture<SeqRange> b = client.nextAsync("orders", "customer-8", 1);
 * CompletableFuture<Void> done = a.thenAcceptBoth(b, (x, y) -> log(x.first(), y.first()));
 * }</pre>
 *
 * Stages run in threads of the client. One that blocks belongs into an executor of yours: use the
 * {@code …Async} variant with an executor.
 *
 * <h2>When it fails</h2>
 *
 * A call ends by its deadline, three seconds by default, all repetitions included. There are two
 * ways in which it can fail, and the difference matters to you only if gaps do.
 *
 * <pre>{@code
 * try {
 *   return client.next("", conversation, 1).first();
 * } catch (SeqsvrException refused) {
 *   // Nothing was consumed. The reason tells whether to try again later, and maybe when.
 *   if (!refused.reason().isRetryable()) {
 *     throw refused;
 *   }
 *   return tryAgainLater(refused.retryAfter());
 * } catch (SeqOutcomeUnknownException unknown) {
 *   // A number may have been consumed. Nobody will get it: calling again leaves at most a gap.
 *   return tryAgainLater(Optional.empty());
 * }
 * }</pre>
 *
 * <h2>How far it has come</h2>
 *
 * <pre>{@code
 * CurrentSeq current = client.current("orders", "customer-7");
 * long upTo = current.seq(); // the last one handed out; if !current.exact(), an upper bound
 * }</pre>
 *
 * Whoever brings numbers that are in use already lifts the conversation above them, once; the next
 * number is then larger.
 *
 * <pre>{@code
 * client.raise("orders", "customer-7", 99_999); // safe to repeat; never lowers anything
 * }</pre>
 *
 * <h2>Settings</h2>
 *
 * Without encryption only the loopback is called, unless {@link
 * io.seqsvr.client.SeqClientBuilder#allowPlaintext} says otherwise.
 *
 * <pre>{@code
 * SeqClient client =
 *     SeqClient.builder(address, otherAddress)
 *         .tls(trust, certificate, privateKey)
 *         .timeout(Duration.ofSeconds(1))
 *         .maxPending(50_000)
 *         .build();
 * }</pre>
 *
 * <p>This package may depend on {@code io.seqsvr.client.internal}, {@code io.seqsvr.client.grpc}
 * and {@code seqsvr-api}. No type of gRPC, Netty or protobuf is part of it.
 */
@NullMarked
package io.seqsvr.client;

import org.jspecify.annotations.NullMarked;
