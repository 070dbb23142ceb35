/** Calls, their outcomes, and the routing table, whatever transport they came by. */
@NullMarked
package io.seqsvr.failover.call;

import org.jspecify.annotations.NullMarked;
