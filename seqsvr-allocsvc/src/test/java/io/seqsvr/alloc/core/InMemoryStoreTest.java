package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.RandomId;

/** The store's double behaves as a store must. */
class InMemoryStoreTest extends SectionStoreContract {
  @Override
  protected SectionStore unusedStore() {
    return new InMemoryStore(new ClusterIdentity(RandomId.next(), 8, "xxh3-64"));
  }
}
