/**
 * Who should serve a shard, and who may: routing table and node leases as plain state, without any
 * technology. Used by the allocator's sections and by the message service's lanes alike. On the JDK
 * alone.
 */
@NullMarked
package io.seqsvr.cluster.core;

import org.jspecify.annotations.NullMarked;
