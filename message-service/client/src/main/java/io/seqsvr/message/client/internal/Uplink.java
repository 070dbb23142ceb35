package io.seqsvr.message.client.internal;

/** The present connection, as those see it who send on it. Confined to the loop. */
interface Uplink {
  /** Whether it is welcomed and stands. */
  boolean isUp();

  /** Sends a frame if it stands. */
  void send(ClientFrame frame);

  /** Gives the connection up and makes another one. */
  void renew(String problem);
}
