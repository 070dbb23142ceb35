/** Single calls of one alloc node. */
@NullMarked
package io.seqsvr.failover.grpc;

import org.jspecify.annotations.NullMarked;
