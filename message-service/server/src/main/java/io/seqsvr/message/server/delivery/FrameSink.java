package io.seqsvr.message.server.delivery;

/**
 * The way to a device. Only its session calls {@link #send} and {@link #end}, one call at a time.
 * No method blocks or throws; what is sent after the connection broke is lost.
 */
public interface FrameSink {
  /**
   * Whether the transport takes more without queueing; the session is told by {@link
   * DeviceSession#onReady} when it does again.
   */
  boolean isReady();

  /** Sends a frame. */
  void send(Downlink frame);

  /** Ends the stream after what was sent. */
  void end();
}
