package io.seqsvr.alloc.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.Row;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.store.v1.HotCounter;
import io.seqsvr.api.store.v1.ReadCountersReply;
import io.seqsvr.api.store.v1.ReadCountersRequest;
import io.seqsvr.api.store.v1.ReadSnapshotsReply;
import io.seqsvr.api.store.v1.ReadSnapshotsRequest;
import io.seqsvr.api.store.v1.ReserveCountersReply;
import io.seqsvr.api.store.v1.ReserveCountersRequest;
import io.seqsvr.api.store.v1.ReserveCountersResult;
import io.seqsvr.api.store.v1.ReservedCounter;
import io.seqsvr.api.store.v1.SequenceStoreGrpc.SequenceStoreImplBase;
import io.seqsvr.api.store.v1.SnapshotChunk;
import io.seqsvr.api.store.v1.WriteSnapshotResult;
import io.seqsvr.api.store.v1.WriteSnapshotsReply;
import io.seqsvr.api.store.v1.WriteSnapshotsRequest;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.RandomId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The store's client against a store that answers what it is told to. Hunts calls that the store
 * would refuse for their size, and answers that are believed though they make no sense. That both
 * sides mean the same is in {@code verification/contracts}.
 */
@Timeout(60)
class GrpcSectionStoreTest {
  private static final ClusterIdentity CLUSTER = new ClusterIdentity(RandomId.next(), 8, "xxh3-64");
  private static final Row FIRST = new Row(1, 2, "", 0, new SnapshotSeal(1, 2, 0));
  private static final Row SECOND = new Row(3, 5, "", 0, new SnapshotSeal(4, 1, 0));

  private final Scripted scripted = new Scripted();
  private Server server;
  private ManagedChannel channel;
  private GrpcSectionStore store;

  @BeforeEach
  void start() throws Exception {
    String name = RandomId.next();
    server = InProcessServerBuilder.forName(name).addService(scripted).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
    store = new GrpcSectionStore(List.of(channel), Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void longListsGoInCallsOfTheSizeThatTheStoreTakes() {
    List<CounterReservation> wishes =
        IntStream.rangeClosed(1, 2_001)
            .mapToObj(hash -> new CounterReservation(1, 1, hash, 0, hash, false))
            .toList();
    assertThat(store.reserveCounters(CLUSTER, wishes))
        .extracting(outcome -> outcome.value())
        .isEqualTo(wishes);
    assertThat(scripted.sizes).containsExactly(1_000, 1_000, 1);
  }

  @Test
  void snapshotsGoInCallsOfTheBytesThatTheStoreTakes() {
    List<Chunk> chunks =
        IntStream.range(0, 65).mapToObj(i -> new Chunk(1, 1, i, new byte[65_536])).toList();
    assertThat(store.writeSnapshots(CLUSTER, chunks)).hasSize(65);
    assertThat(scripted.sizes).containsExactly(32, 32, 1);
    scripted.sizes.clear();
    List<Chunk> small =
        IntStream.range(0, 1_001).mapToObj(i -> new Chunk(1, 1, i, new byte[16])).toList();
    assertThat(store.writeSnapshots(CLUSTER, small)).hasSize(1_001);
    assertThat(scripted.sizes).containsExactly(1_000, 1);
  }

  @Test
  void onlyWhatWasAskedCountsAsConfirmed() {
    scripted.confirmedTooMuch = 1;
    assertThat(
            store
                .reserveCounters(CLUSTER, List.of(new CounterReservation(1, 1, 7, 0, 9, false)))
                .get(0)
                .refusal())
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.STORE_WENT_BACK));
  }

  @Test
  void anAnswerForEachEntryOrNone() {
    scripted.resultsLeftOut = 1;
    assertSilent(
        () ->
            store.reserveCounters(
                CLUSTER,
                List.of(
                    new CounterReservation(1, 1, 7, 0, 9, false),
                    new CounterReservation(1, 1, 8, 0, 9, false))));
  }

  /** Hunts a take-over that waits for a store of which its own lease knows that it is dead. */
  @Test
  void aStoreThatIsSilentToLeasesIsNotAskedForSections() {
    ManagedChannel dead = InProcessChannelBuilder.forName("nobody-" + RandomId.next()).build();
    try {
      GrpcSectionStore both = new GrpcSectionStore(List.of(dead, channel), Duration.ofSeconds(20));
      assertThat(both.leases(CLUSTER, Duration.ofSeconds(20)).readAll())
          .completesExceptionallyWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withMessageContaining("did not answer");
      CounterReservation wish = new CounterReservation(1, 1, 7, 0, 9, false);
      assertThat(both.reserveCounters(CLUSTER, List.of(wish)))
          .extracting(outcome -> outcome.value())
          .containsExactly(wish);
    } finally {
      dead.shutdownNow();
    }
  }

  @Test
  void countersThatDoNotGoOnAreNoAnswer() {
    HotCounter counter = counter(1, 5);
    for (List<ReadCountersReply> pages :
        List.of(
            List.of(counters(true)),
            List.of(counters(true, counter), counters(true, counter)),
            List.of(counters(true, counter), counters(false, counter(1, 4))),
            List.of(counters(true, counter(3, 5)), counters(false, counter(1, 6))),
            List.of(counters(false, counter(2, 5))))) {
      scripted.counterPages.clear();
      scripted.counterPages.addAll(pages);
      assertSilent(() -> store.readCounters(CLUSTER, List.of(new Owned(1, 1), new Owned(3, 1))));
    }
  }

  @Test
  void partsThatDoNotGoOnAreNoAnswer() {
    SnapshotChunk part = part(1, 0);
    for (List<ReadSnapshotsReply> pages :
        List.of(
            List.of(parts(true)),
            List.of(parts(true, part), parts(true, part)),
            List.of(parts(true, part(3, 0)), parts(false, part(1, 1))),
            List.of(parts(false, part(2, 0))),
            List.of(parts(false, part(1, -1))))) {
      scripted.snapshotPages.clear();
      scripted.snapshotPages.addAll(pages);
      assertSilent(() -> store.readSnapshots(CLUSTER, List.of(FIRST, SECOND)));
    }
  }

  @Test
  void eachPageGoesOnBehindTheOneBefore() {
    scripted.snapshotPages.addAll(
        List.of(parts(true, part(1, 0), part(1, 1)), parts(true, part(3, 0)), parts(false)));
    assertThat(store.readSnapshots(CLUSTER, List.of(FIRST, SECOND)))
        .extracting(Chunk::section)
        .containsExactly(1, 1, 3);
    assertThat(scripted.snapshotRequests)
        .extracting(
            request ->
                request.getSnapshotsList().stream()
                    .map(
                        ref ->
                            ref.getSectionId() + "@" + ref.getEpoch() + ":" + ref.getFirstChunk())
                    .toList())
        .containsExactly(List.of("1@1:0", "3@4:0"), List.of("1@1:2", "3@4:0"), List.of("3@4:1"));
  }

  private static void assertSilent(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE))
        .hasMessageStartingWith("the store gave");
  }

  private static HotCounter counter(int section, long hash) {
    return HotCounter.newBuilder().setSectionId(section).setHash(hash).setMaxSeq(9).build();
  }

  private static ReadCountersReply counters(boolean more, HotCounter... counters) {
    return ReadCountersReply.newBuilder().addAllCounters(List.of(counters)).setMore(more).build();
  }

  private static SnapshotChunk part(int section, int index) {
    return SnapshotChunk.newBuilder()
        .setSectionId(section)
        .setChunk(index)
        .setContent(ByteString.copyFrom(new byte[16]))
        .build();
  }

  private static ReadSnapshotsReply parts(boolean more, SnapshotChunk... parts) {
    return ReadSnapshotsReply.newBuilder().addAllChunks(List.of(parts)).setMore(more).build();
  }

  /** Says yes to every write, and reads its pages off a list. Used by one call at a time. */
  private static final class Scripted extends SequenceStoreImplBase {
    private final List<Integer> sizes = new ArrayList<>();
    private final Deque<ReadCountersReply> counterPages = new ArrayDeque<>();
    private final Deque<ReadSnapshotsReply> snapshotPages = new ArrayDeque<>();
    private final List<ReadSnapshotsRequest> snapshotRequests = new ArrayList<>();
    private long confirmedTooMuch;
    private int resultsLeftOut;

    @Override
    public void reserveCounters(
        ReserveCountersRequest request, StreamObserver<ReserveCountersReply> observer) {
      sizes.add(request.getEntriesCount());
      ReserveCountersReply.Builder reply = ReserveCountersReply.newBuilder();
      request.getEntriesList().stream()
          .skip(resultsLeftOut)
          .forEach(
              entry ->
                  reply.addResults(
                      ReserveCountersResult.newBuilder()
                          .setReserved(
                              ReservedCounter.newBuilder()
                                  .setMaxSeq(entry.getNewMaxSeq() + confirmedTooMuch))));
      answer(observer, reply.build());
    }

    @Override
    public void writeSnapshots(
        WriteSnapshotsRequest request, StreamObserver<WriteSnapshotsReply> observer) {
      sizes.add(request.getChunksCount());
      WriteSnapshotsReply.Builder reply = WriteSnapshotsReply.newBuilder();
      request
          .getChunksList()
          .forEach(chunk -> reply.addResults(WriteSnapshotResult.getDefaultInstance()));
      answer(observer, reply.build());
    }

    @Override
    public void readCounters(
        ReadCountersRequest request, StreamObserver<ReadCountersReply> observer) {
      answer(observer, counterPages.remove());
    }

    @Override
    public void readSnapshots(
        ReadSnapshotsRequest request, StreamObserver<ReadSnapshotsReply> observer) {
      snapshotRequests.add(request);
      answer(observer, snapshotPages.remove());
    }

    private static <T> void answer(StreamObserver<T> observer, T reply) {
      observer.onNext(reply);
      observer.onCompleted();
    }
  }
}
