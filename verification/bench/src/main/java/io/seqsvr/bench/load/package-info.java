/** What all measurements share, and the one of durable sends over gRPC. */
@NullMarked
package io.seqsvr.bench.load;

import org.jspecify.annotations.NullMarked;
