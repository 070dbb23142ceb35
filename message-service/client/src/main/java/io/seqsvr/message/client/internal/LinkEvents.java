package io.seqsvr.message.client.internal;

/** Is told what happens on a connection, by one thread at a time, any one. Never blocks. */
public interface LinkEvents {
  /** A frame came. */
  void onFrame(ServerFrame frame);

  /** It is over; told once. */
  void onEnd(LinkEnd end);
}
