package io.seqsvr.cluster.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A register that does not answer one of those who use it. Confined to one thread. */
final class CutLeases implements LeaseRegister {
  private final LeaseRegister register;
  private boolean cut;
  private boolean silentOnce;

  CutLeases(LeaseRegister register) {
    this.register = register;
  }

  void setCut(boolean is) {
    cut = is;
  }

  void silenceNextReadOfAll() {
    silentOnce = true;
  }

  @Override
  public CompletableFuture<Optional<Entry>> create(Lease lease) {
    return cut ? silent() : register.create(lease);
  }

  @Override
  public CompletableFuture<Optional<Entry>> replace(Lease next, long version) {
    return cut ? silent() : register.replace(next, version);
  }

  @Override
  public CompletableFuture<Optional<Entry>> read(String incarnation) {
    return cut ? silent() : register.read(incarnation);
  }

  @Override
  public CompletableFuture<List<Entry>> readAll() {
    boolean silent = cut || silentOnce;
    silentOnce = false;
    return silent ? silent() : register.readAll();
  }

  @Override
  public CompletableFuture<Boolean> remove(String incarnation) {
    return cut ? silent() : register.remove(incarnation);
  }

  private static <T> CompletableFuture<T> silent() {
    return CompletableFuture.failedFuture(
        new RegisterUnavailableException("cut off", new IllegalStateException("by the test")));
  }
}
