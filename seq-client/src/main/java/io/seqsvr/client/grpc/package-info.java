/**
 * The client's ways to the outside: gRPC channels to the nodes, and Netty's timer wheel. Translates
 * and decides nothing. Depends on gRPC, on the stubs of {@code seqsvr-api}, and on {@code
 * io.seqsvr.client.internal}. No part of the public API.
 */
@NullMarked
package io.seqsvr.client.grpc;

import org.jspecify.annotations.NullMarked;
