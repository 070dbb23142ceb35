/**
 * The allocator's gRPC service, and the store tier over gRPC. Methods decode, call the core, and
 * encode.
 */
@NullMarked
package io.seqsvr.alloc.grpc;

import org.jspecify.annotations.NullMarked;
