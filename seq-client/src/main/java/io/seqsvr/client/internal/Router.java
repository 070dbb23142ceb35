package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Node} needs to know about the others. Thread-safe. */
interface Router {
  /** Version of the table that is gone by, 0 before the first. */
  long routeVersion();

  /** Whether the conversation of a call belongs to the node at an address. Reads only. */
  boolean isOwner(HostPort address, KeyedCall<?> call);

  /** Sends a call to where it belongs now. */
  void dispatch(Call<?> call);

  /**
   * Takes over a table that came with an answer, if it is newer.
   *
   * @return a refusal if it is the table of another cluster
   */
  @Nullable SeqsvrException learn(@Nullable RouteTable offered);

  /**
   * A node has not answered for a while.
   *
   * @param address which one
   */
  void onSilent(HostPort address);

  /** Hears how an attempt at a node has ended, be it by a table or a refusal. */
  void noteReach(HostPort address, Attempt<?> attempt);

  /**
   * A batch has ended and has given its slot back.
   *
   * @param mismatch refusal of all its answers, because they are another cluster's
   */
  void onBatchEnd(
      HostPort address,
      Batch batch,
      Attempt<List<Attempt<Block>>> attempt,
      @Nullable SeqsvrException mismatch);
}
