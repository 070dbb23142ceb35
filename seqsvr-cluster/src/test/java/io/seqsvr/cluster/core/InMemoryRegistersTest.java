package io.seqsvr.cluster.core;

/** The doubles keep the contract that the real registers keep. */
class InMemoryRegistersTest extends RegisterContract {
  private final InMemoryLeases leases = new InMemoryLeases();
  private final InMemoryRoutes routes = new InMemoryRoutes();

  @Override
  protected LeaseRegister leases() {
    return leases;
  }

  @Override
  protected RouteRegister routes() {
    return routes;
  }

  @Override
  protected IdentityRegister identity() {
    return routes;
  }
}
