/** The one place where refusals become gRPC statuses and gRPC statuses become refusals. */
@NullMarked
package io.seqsvr.api.grpc;

import org.jspecify.annotations.NullMarked;
