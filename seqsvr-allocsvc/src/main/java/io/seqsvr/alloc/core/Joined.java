package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.Coordinator;
import io.seqsvr.cluster.core.LeaseRegister;

/**
 * What a node has once it has joined the cluster.
 *
 * @param allocator serves calls
 * @param keeper makes the sections follow the routing table
 * @param rows the leases in the store
 * @param coordinator not started yet when it comes from {@link Joining}
 */
record Joined(
    ClusterIdentity cluster,
    Allocator allocator,
    SectionKeeper keeper,
    LeaseRegister rows,
    Coordinator coordinator) {}
