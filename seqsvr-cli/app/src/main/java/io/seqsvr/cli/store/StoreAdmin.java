package io.seqsvr.cli.store;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.store.v1.Cluster;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.RaiseSectionsResult;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.cli.console.CommandFailedException;
import java.util.List;

/**
 * A store, as those who run it see it. Not thread-safe. Each method blocks for at most the time
 * that it was opened with.
 *
 * <p>Each throws a {@link SeqsvrException} if the store refuses, and a {@link
 * CommandFailedException} if it does not answer.
 */
public interface StoreAdmin extends AutoCloseable {
  /** The cluster whose rows the store keeps. */
  Cluster cluster() throws CommandFailedException;

  /** The rows of some sections, both bounds inclusive, in order. */
  List<Section> inspect(int first, int last) throws CommandFailedException;

  /** All leases, in the order of incarnations. */
  List<NodeLease> leases() throws CommandFailedException;

  /**
   * Lifts sections; may be repeated.
   *
   * @param first inclusive
   * @param last inclusive
   * @return a result for each, in order
   */
  List<RaiseSectionsResult> raise(int first, int last, long atLeast) throws CommandFailedException;

  @Override
  void close();
}
