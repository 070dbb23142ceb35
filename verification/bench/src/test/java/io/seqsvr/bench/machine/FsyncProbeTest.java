package io.seqsvr.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsyncProbeTest {
  @Test
  void takesPercentilesOfTheWrites() {
    long[] nanos = LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000).toArray();

    assertThat(FsyncProbe.of(nanos)).isEqualTo(new FsyncProbe(100, 198));
    assertThat(FsyncProbe.of(nanos).text()).isEqualTo("p50 100 µs, p99 198 µs");
  }

  @Test
  void leavesNoFile(@TempDir Path directory) throws IOException {
    AtomicLong clock = new AtomicLong();

    assertThat(FsyncProbe.in(directory, () -> clock.addAndGet(3_000)).medianMicros()).isEqualTo(3);
    assertThat(directory).isEmptyDirectory();
  }
}
