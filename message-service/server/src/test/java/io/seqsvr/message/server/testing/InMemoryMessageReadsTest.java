package io.seqsvr.message.server.testing;

/** The double keeps the contract of readers. */
class InMemoryMessageReadsTest extends MessageReadsContract {
  @Override
  protected LaneStorageContract.Fixture open() {
    InMemoryMessageStorage storage = new InMemoryMessageStorage(4, 100);
    return new LaneStorageContract.Fixture(storage, storage);
  }
}
