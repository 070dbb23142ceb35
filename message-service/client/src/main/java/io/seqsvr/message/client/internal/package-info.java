/**
 * The rules of a message client: what is shown and when, what is sent and in which order, when to
 * connect again. On the JDK alone; the network, time, threads and stores come in through ports.
 * Depends on {@code io.seqsvr.api.error} and {@code io.seqsvr.api.time}. No part of the public API.
 *
 * <p>Everything but {@link io.seqsvr.message.client.internal.Display}, {@link
 * io.seqsvr.message.client.internal.Announcer}, {@link io.seqsvr.message.client.internal.Admission}
 * and {@link io.seqsvr.message.client.internal.Tally} is confined to the {@link
 * io.seqsvr.message.client.internal.Loop}: one thread, no locks, and the same run again from the
 * same seed.
 */
@NullMarked
package io.seqsvr.message.client.internal;

import org.jspecify.annotations.NullMarked;
