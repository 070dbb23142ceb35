/**
 * The message service on gRPC: checks what comes in, hands it to the log, the reads and the
 * sessions, and puts what comes out into messages. Decides nothing.
 */
@NullMarked
package io.seqsvr.message.server.grpc;

import org.jspecify.annotations.NullMarked;
