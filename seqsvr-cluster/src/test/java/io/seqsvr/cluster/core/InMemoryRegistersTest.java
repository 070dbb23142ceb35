package io.seqsvr.cluster.core;

/** The double keeps the contract that the real registers keep. */
class InMemoryRegistersTest extends RegisterContract {
  private final InMemoryRegisters registers = new InMemoryRegisters();

  @Override
  protected LeaseRegister leases() {
    return registers;
  }

  @Override
  protected RouteRegister routes() {
    return registers;
  }

  @Override
  protected IdentityRegister identity() {
    return registers;
  }
}
