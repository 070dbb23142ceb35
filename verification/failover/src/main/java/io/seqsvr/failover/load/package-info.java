/** Callers, and what they saw. */
@NullMarked
package io.seqsvr.failover.load;

import org.jspecify.annotations.NullMarked;
