package io.seqsvr.drills;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.grpc.StatusMapping;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Seqs from one node and no other, each call once: a caller that does not know of owners. */
record NodeSource(ManagedChannel channel, Duration timeout) implements SeqSource {
  /** Calls of one node. */
  static NodeSource of(Duration timeout, String address) {
    return new NodeSource(ManagedChannelBuilder.forTarget(address).usePlaintext().build(), timeout);
  }

  @Override
  public long next(String conversation, int count) {
    try {
      return SeqAllocatorGrpc.newBlockingStub(channel)
          .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .next(NextRequest.newBuilder().setConversation(conversation).setCount(count).build())
          .getFirst();
    } catch (StatusRuntimeException e) {
      throw StatusMapping.fromThrowable(e)
          .<RuntimeException>map(StatusMapping.RemoteRefusal::refusal)
          .orElse(e);
    }
  }

  @Override
  public String node() {
    return channel.authority();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
