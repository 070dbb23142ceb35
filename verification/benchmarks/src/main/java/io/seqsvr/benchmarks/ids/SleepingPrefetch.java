package io.seqsvr.benchmarks.ids;

import me.ahoo.cosid.segment.concurrent.AffinityJob;
import me.ahoo.cosid.segment.concurrent.PrefetchWorker;
import me.ahoo.cosid.segment.concurrent.PrefetchWorkerExecutorService;

/** Takes any number of jobs and runs none. Has no thread. */
final class SleepingPrefetch extends PrefetchWorkerExecutorService {
  private static final PrefetchWorker SLEEPER =
      new PrefetchWorker() {
        @Override
        public String getName() {
          return "sleeper";
        }

        @Override
        public void submit(AffinityJob job) {}

        @Override
        public void cancel(AffinityJob job) {}

        @Override
        public void wakeup(AffinityJob job) {}

        @Override
        public void shutdown() {}
      };

  SleepingPrefetch() {
    super(DEFAULT_PREFETCH_PERIOD, 1, false);
  }

  @Override
  public void submit(AffinityJob job) {
    job.setPrefetchWorker(SLEEPER);
  }
}
