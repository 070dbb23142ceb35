/**
 * The client's ways to the message service: its gRPC channel, stream and calls. Translates and
 * decides nothing. Depends on gRPC, on the stubs of {@code message-api}, and on {@code
 * io.seqsvr.message.client.internal}. No part of the public API.
 */
@NullMarked
package io.seqsvr.message.client.grpc;

import org.jspecify.annotations.NullMarked;
