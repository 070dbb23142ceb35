/**
 * The core of the client: routing table, coalescing, retries and deadlines, without any transport.
 * Depends on the JDK and on the errors, keys and clock of {@code seqsvr-api} alone; the network and
 * the timer come in through {@link io.seqsvr.client.internal.Connector} and {@link
 * io.seqsvr.client.internal.Scheduler}. No part of the public API.
 */
@NullMarked
package io.seqsvr.client.internal;

import org.jspecify.annotations.NullMarked;
