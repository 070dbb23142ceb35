package io.seqsvr.cli.demo.stage;

/** Where a person sees how far a run is. Called by one thread at a time. */
public interface ProgressDisplay extends AutoCloseable {
  /** Shows the number of served messages. */
  void show(int served);

  /** Tells what is going on. */
  void say(String what);

  @Override
  void close();
}
