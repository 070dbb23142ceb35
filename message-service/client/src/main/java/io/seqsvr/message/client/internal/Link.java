package io.seqsvr.message.client.internal;

/** One connection. Its methods are called by the loop and never block. */
public interface Link {
  /** Sends a frame; without effect when the connection is over. */
  void send(ClientFrame frame);

  /** A frame has been worked off: one more may come. */
  void consumed();

  /** Ends it; its events are of no interest any more. */
  void close();
}
