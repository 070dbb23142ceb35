/**
 * The allocator over HTTP, for callers without gRPC. Methods decode, call the core or, by {@code
 * io.seqsvr.alloc.grpc}, the node that owns the section, and encode.
 */
@NullMarked
package io.seqsvr.alloc.http;

import org.jspecify.annotations.NullMarked;
