package io.seqsvr.store.core;

/** The double keeps the contract too, so that what is tested on it means something. */
final class InMemorySectionStorageTest extends SnapshotStorageContract {
  private final InMemorySectionStorage storage = new InMemorySectionStorage(SECTIONS);

  @Override
  protected SectionStorage storage() {
    return storage;
  }

  @Override
  protected void put(SectionRow row) {
    storage.put(row);
  }

  @Override
  protected void put(HotCounter counter) {
    storage.put(counter);
  }
}
