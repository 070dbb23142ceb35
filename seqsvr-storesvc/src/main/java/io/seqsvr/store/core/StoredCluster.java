package io.seqsvr.store.core;

import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Instant;

/**
 * The cluster's identity as the store keeps it.
 *
 * @param createdAt when the first start wrote it; for people only
 */
public record StoredCluster(ClusterIdentity identity, Instant createdAt) {}
