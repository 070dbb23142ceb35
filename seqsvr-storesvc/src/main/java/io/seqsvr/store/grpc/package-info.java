/**
 * The store's protocol: decode, call the core, encode. Holds no decisions of the protocol. May
 * depend on {@code io.seqsvr.store.core}, gRPC, the generated messages and Micrometer.
 */
@NullMarked
package io.seqsvr.store.grpc;

import org.jspecify.annotations.NullMarked;
