package io.seqsvr.message.server.delivery;

/** Told what delivery does, for metrics. Called by many threads; must be short and not throw. */
public interface DeliveryObserver {
  /** Counts nothing. */
  DeliveryObserver NONE = new DeliveryObserver() {};

  /** Why a message that is not kept did not reach a device. */
  enum Drop {
    /** The transport took no more. */
    NOT_READY,

    /** The window was full of unacknowledged messages. */
    NO_CREDIT,

    /** Too many events waited for the session. */
    QUEUE_FULL
  }

  /** A connection began. */
  default void sessionOpened() {}

  /** A connection ended. */
  default void sessionClosed() {}

  /** A device was sent away. */
  default void sentAway(Downlink.GoAway.Reason reason) {}

  /** Messages were sent for the first time on a connection. */
  default void pushed(int messages) {}

  /** Messages were sent once more. */
  default void redelivered(int messages) {}

  /** A head was told instead of its messages. */
  default void poked() {}

  /** A conversation of a session gets only pokes from now on. */
  default void laggingBegan() {}

  /** A conversation of a session gets messages again. */
  default void laggingEnded() {}

  /** An acknowledgement moved a cursor. */
  default void acknowledged() {}

  /** A page was sent. */
  default void pulled(int messages) {}

  /** A device was told to forget a conversation. */
  default void reset() {}

  /** A message that is not kept did not reach a device. */
  default void droppedTransient(Drop reason) {}

  /** Recent messages were asked for. */
  default void recentMessages(boolean hit) {}

  /** A session failed by a defect of this program; its device was sent away. */
  default void failed(RuntimeException defect) {}
}
