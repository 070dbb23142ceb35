package io.seqsvr.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.seqsvr.bench.result.Figures;
import io.seqsvr.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.SendReply;
import io.seqsvr.message.v1.SendRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcSendersTest {
  private static final long MILLI = 1_000_000L;

  /** A millisecond a reading, so that a run is a number of sends. */
  private final AtomicLong nanos = new AtomicLong();

  private final Window window =
      new Window(
          () -> nanos.addAndGet(MILLI), new Timing(Duration.ofMillis(50), Duration.ofMillis(500)));

  private final String name = InProcessServerBuilder.generateName();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
  private final Fake fake = new Fake();
  private final GrpcSenders senders =
      new GrpcSenders(channel, List.of("a", "b"), List.of("u", "v"), window, 1);

  /** Answers each call by its number, from 1. */
  private static final class Fake extends MessageServiceImplBase {
    private final AtomicLong calls = new AtomicLong();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private LongFunction<Status> refusal = call -> Status.OK;
    private LongFunction<Long> seq = call -> call;

    @Override
    public void send(SendRequest request, StreamObserver<SendReply> answer) {
      long call = calls.incrementAndGet();
      ids.add(request.getContent().getClientMsgId());
      Status status = refusal.apply(call);
      if (!status.isOk()) {
        answer.onError(status.asException());
        return;
      }
      Receipt receipt = Receipt.newBuilder().setSeq(seq.apply(call)).build();
      answer.onNext(SendReply.newBuilder().setReceipt(receipt).build());
      answer.onCompleted();
    }
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
  }

  @Test
  void sendsUntilTheTimeIsOverAndCountsTheMeasuredPart() throws Exception {
    Server server = serve();
    senders.run(4);
    server.shutdownNow();

    assertThat(senders.accepted()).isPositive().isEqualTo(fake.calls.get());
    assertThat(fake.ids).hasSize(Math.toIntExact(senders.accepted()));
    Figures figures = window.figures("");
    assertThat(figures.samples()).isPositive().isLessThan(senders.accepted());
    assertThat(senders.repeats()).isZero();
  }

  @Test
  void repeatsARefusedSendUnderItsId() throws Exception {
    fake.refusal = call -> call <= 3 ? Status.RESOURCE_EXHAUSTED : Status.OK;
    Server server = serve();
    senders.run(1);
    server.shutdownNow();

    assertThat(senders.repeats()).isEqualTo(3);
    assertThat(senders.accepted()).isEqualTo(fake.calls.get() - 3);
    assertThat(fake.ids).hasSize(Math.toIntExact(senders.accepted()));
  }

  @Test
  void aRefusalThatIsFinalFailsTheRun() throws Exception {
    fake.refusal = call -> call == 5 ? Status.PERMISSION_DENIED : Status.OK;
    Server server = serve();

    assertThatThrownBy(() -> senders.run(2)).hasMessageContaining("PERMISSION_DENIED");
    server.shutdownNow();
  }

  @Test
  void aSeqThatDoesNotAscendFailsTheRun() throws Exception {
    fake.seq = call -> call == 9 ? 1L : call + 1;
    Server server = serve();

    assertThatThrownBy(() -> senders.run(1)).hasMessageContaining("a lower seq");
    server.shutdownNow();
  }

  private Server serve() throws IOException {
    return InProcessServerBuilder.forName(name).addService(fake).build().start();
  }
}
