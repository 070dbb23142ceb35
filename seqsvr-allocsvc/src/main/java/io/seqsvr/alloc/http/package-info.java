/** The allocator over HTTP, for callers without gRPC. Methods decode, call the core, and encode. */
@NullMarked
package io.seqsvr.alloc.http;

import org.jspecify.annotations.NullMarked;
