package io.seqsvr.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.MessageServiceGrpc.MessageServiceStub;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.SendReply;
import io.seqsvr.message.v1.SendRequest;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded window of sends: each sender begins its next one where the receipt of the last one is
 * read, on the channel's own thread, so that the load costs as little as it can. A refused message
 * is sent again under the same id; its latency counts from the first try.
 *
 * <p>Thread-safe. Used once.
 */
final class GrpcSenders {
  private static final long REPEAT_MILLIS = 20;
  private static final int MAX_REPEATS = 100;
  private static final long END_SECONDS = 60;

  private final MessageServiceStub stub;
  private final List<String> conversations;
  private final List<String> users;
  private final Window window;
  private final long seed;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder repeats = new LongAdder();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final ScheduledExecutorService pauses =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "seqsvr-bench-repeats");
            thread.setDaemon(true);
            return thread;
          });

  GrpcSenders(
      Channel channel, List<String> conversations, List<String> users, Window window, long seed) {
    this.stub = MessageServiceGrpc.newStub(channel);
    this.conversations = conversations;
    this.users = users;
    this.window = window;
    this.seed = seed;
  }

  /** Sends until the window is over; returns when the last answer is there. */
  void run(int concurrency) throws BenchFailedException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(concurrency);
    try {
      for (int i = 0; i < concurrency; i++) {
        new Sender(users.get(i % users.size()), new Bodies(seed + i), ended).next();
      }
      // Opened by the senders, which look at the window themselves.
      while (window.isOpen() && ended.getCount() > 0) {
        var unused = ended.await(1, TimeUnit.SECONDS);
      }
      if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchFailedException(ended.getCount() + " sends have no answer");
      }
    } finally {
      pauses.shutdownNow();
    }
    String reason = failure.get();
    if (reason != null) {
      throw new BenchFailedException(reason);
    }
  }

  /** Messages with a receipt, the warm-up's too. */
  long accepted() {
    return accepted.sum();
  }

  long repeats() {
    return repeats.sum();
  }

  Window window() {
    return window;
  }

  /** One message at a time: the call chain orders all accesses to the fields. */
  private final class Sender {
    private final String user;
    private final Bodies bodies;
    private final AscendingSeqs seqs = new AscendingSeqs(conversations.size());
    private final CountDownLatch ended;
    private final ByteString body;

    private SendRequest request = SendRequest.getDefaultInstance();
    private int conversation;
    private long startNanos;
    private int tries;

    Sender(String user, Bodies bodies, CountDownLatch ended) {
      this.user = user;
      this.bodies = bodies;
      this.ended = ended;
      this.body = UnsafeByteOperations.unsafeWrap(bodies.body());
    }

    void next() {
      if (!window.isOpen() || failure.get() != null) {
        ended.countDown();
        return;
      }
      conversation = bodies.below(conversations.size());
      request =
          SendRequest.newBuilder()
              .setConversation(conversations.get(conversation))
              .setSender(user)
              .setContent(Content.newBuilder().setClientMsgId(bodies.clientMsgId()).setBody(body))
              .build();
      tries = 0;
      startNanos = window.now();
      stub.send(request, new Answer(this));
    }

    void accepted(Receipt receipt) {
      window.ended(startNanos);
      accepted.increment();
      if (!seqs.next(conversation, receipt.getSeq())) {
        failure.compareAndSet(null, "a later send got a lower seq: " + receipt);
      }
      next();
    }

    void refused(Status status) {
      boolean again =
          switch (status.getCode()) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> ++tries <= MAX_REPEATS;
            default -> false;
          };
      if (!again) {
        failure.compareAndSet(null, "a send was refused: " + status);
        ended.countDown();
        return;
      }
      repeats.increment();
      var unused =
          pauses.schedule(
              () -> stub.send(request, new Answer(this)), REPEAT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Of one call. */
  private static final class Answer implements StreamObserver<SendReply> {
    private final Sender sender;
    private Receipt receipt = Receipt.getDefaultInstance();

    Answer(Sender sender) {
      this.sender = sender;
    }

    @Override
    public void onNext(SendReply reply) {
      receipt = reply.getReceipt();
    }

    @Override
    public void onError(Throwable problem) {
      sender.refused(Status.fromThrowable(problem));
    }

    @Override
    public void onCompleted() {
      sender.accepted(receipt);
    }
  }
}
