package io.seqsvr.cli.server;

/** Runs tiers for as long as they are wanted. */
@FunctionalInterface
public interface TierHost {
  /**
   * Starts what a plan asks for and serves until told to stop. Failures are reported, not thrown.
   *
   * @param exitWithParent whether the end of standard input is such a word: a parent that was
   *     killed cannot say it otherwise
   * @return the exit code
   */
  int serve(TierPlan plan, boolean exitWithParent);
}
