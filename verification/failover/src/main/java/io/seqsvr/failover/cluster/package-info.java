/** The tiers as processes, and ways to hurt them. */
@NullMarked
package io.seqsvr.failover.cluster;

import org.jspecify.annotations.NullMarked;
