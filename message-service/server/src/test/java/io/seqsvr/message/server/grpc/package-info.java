/** Tests of the gRPC adapter, in the process. */
@NullMarked
package io.seqsvr.message.server.grpc;

import org.jspecify.annotations.NullMarked;
