package io.seqsvr.bench.load;

import io.grpc.Channel;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.bench.mysql.StoredLog;
import io.seqsvr.bench.result.Figures;
import io.seqsvr.bench.result.Label;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Durable sends over gRPC in a closed loop: so many senders, each with one message under way. The
 * latency is that of the caller, from the call to the receipt.
 */
public final class ServiceSends implements Workload {
  private static final int MEMBERS_OF_MANY = 4;

  private final Label label;
  private final int conversations;
  private final Channel channel;
  private final StoredLog log;
  private final MonotonicClock clock;

  /**
   * What to measure.
   *
   * @param conversations 1 to 10 000, over which the senders are spread by chance
   * @param channel to the message service
   * @param log what the service has stored
   */
  public ServiceSends(
      Label label, int conversations, Channel channel, StoredLog log, MonotonicClock clock) {
    this.label = label;
    this.conversations = conversations;
    this.channel = channel;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public Figures measure(String run, Timing timing)
      throws BenchFailedException, InterruptedException {
    Conversations ids = new Conversations(run, conversations);
    int members = conversations == 1 ? label.concurrency() : MEMBERS_OF_MANY;
    List<String> users = IntStream.range(0, members).mapToObj(i -> run + "-u" + i).toList();
    Groups.create(channel, ids, any -> users);
    GrpcSenders senders =
        new GrpcSenders(channel, ids.ids(), users, new Window(clock, timing), run.hashCode());
    senders.run(label.concurrency());
    log.check(ids, senders.accepted());
    long repeats = senders.repeats();
    return senders.window().figures(repeats == 0 ? "" : repeats + " sends were repeated");
  }
}
