package io.seqsvr.alloc.core;

/**
 * Where a section stands on this node.
 *
 * <pre>
 * UNOWNED  => LOADING:  the routing table gives the section to this node
 * LOADING  => SERVING:  the store has confirmed the acquisition
 * LOADING  => UNOWNED:  the store has refused it, the lease or the route is gone
 * SERVING  => DRAINING: the section is to be given back
 * SERVING  => UNOWNED:  the store has refused a write by epoch, the lease or the route is gone
 * DRAINING => UNOWNED:  the section is released, or its release is given up
 * </pre>
 *
 * Nothing in memory survives the way through UNOWNED.
 */
enum SectionPhase {
  /** This node holds nothing of the section and hands out nothing. */
  UNOWNED,
  /** An acquisition with one attempt id is under way; nothing is handed out. */
  LOADING,
  /** Epoch, base and ceiling are confirmed; numbers up to the ceiling are handed out. */
  SERVING,
  /** Every counter is closed or about to be; nothing new is handed out. */
  DRAINING
}
