package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.RandomId;

/** The store's double behaves as a store must. */
class InMemoryStoreTest extends SectionStoreContract {
  private InMemoryStore store =
      new InMemoryStore(new ClusterIdentity(RandomId.next(), 8, "xxh3-64"));

  @Override
  protected SectionStore unusedStore() {
    store = new InMemoryStore(new ClusterIdentity(RandomId.next(), 8, "xxh3-64"));
    return store;
  }

  @Override
  protected LeaseRegister leases(ClusterIdentity cluster) {
    return store.leases;
  }
}
