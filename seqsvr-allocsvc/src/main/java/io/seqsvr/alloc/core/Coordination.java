package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.RouteRegister;
import java.util.function.Function;

/**
 * The registers through which nodes agree on who serves what.
 *
 * @param marks leases in the register that is renewed as a rule
 * @param rows leases of a cluster in the register that ends them for good, beside the sections'
 *     rows
 */
public record Coordination(
    IdentityRegister identity,
    LeaseRegister marks,
    Function<ClusterIdentity, LeaseRegister> rows,
    RouteRegister routes) {}
