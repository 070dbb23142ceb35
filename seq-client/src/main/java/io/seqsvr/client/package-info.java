/**
 * The Java SDK of the sequence service. Start at {@link io.seqsvr.client.SeqClient#builder}. May
 * depend on {@code io.seqsvr.client.internal}, {@code io.seqsvr.client.grpc} and {@code
 * seqsvr-api}; no type of gRPC or protobuf is part of it.
 */
@NullMarked
package io.seqsvr.client;

import org.jspecify.annotations.NullMarked;
