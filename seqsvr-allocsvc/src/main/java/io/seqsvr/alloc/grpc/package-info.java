/**
 * The allocator's gRPC service, the store tier over gRPC, and the way to the other nodes, which own
 * what this one does not. Methods decode, call the core or the owner, and encode.
 */
@NullMarked
package io.seqsvr.alloc.grpc;

import org.jspecify.annotations.NullMarked;
