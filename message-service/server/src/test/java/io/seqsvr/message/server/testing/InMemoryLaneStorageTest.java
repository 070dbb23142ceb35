package io.seqsvr.message.server.testing;

/** The double keeps the contract of the lanes' storage. */
class InMemoryLaneStorageTest extends LaneStorageContract {
  @Override
  protected Fixture open(int memberLimit) {
    InMemoryMessageStorage storage = new InMemoryMessageStorage(4, memberLimit);
    return new Fixture(storage, storage);
  }
}
