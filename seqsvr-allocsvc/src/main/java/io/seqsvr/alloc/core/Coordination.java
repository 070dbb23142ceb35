package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.RouteRegister;

/** The registers through which nodes agree on who serves what. */
public record Coordination(IdentityRegister identity, LeaseRegister leases, RouteRegister routes) {}
