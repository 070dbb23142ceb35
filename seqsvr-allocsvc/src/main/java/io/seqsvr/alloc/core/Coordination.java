package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.RouteRegister;

/**
 * The registers through which nodes agree on who serves what.
 *
 * @param marks leases in the register that is renewed as a rule
 * @param rows leases in the register that ends them for good, beside the sections' rows
 */
public record Coordination(
    IdentityRegister identity, LeaseRegister marks, LeaseRegister rows, RouteRegister routes) {}
