package io.seqsvr.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.AcquireEntry;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.OwnedSection;
import io.seqsvr.api.store.v1.ReadLeasesRequest;
import io.seqsvr.api.store.v1.ReleaseEntry;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.ReserveCountersEntry;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SnapshotChunk;
import io.seqsvr.api.store.v1.SnapshotRef;
import io.seqsvr.api.store.v1.SnapshotSeal;
import io.seqsvr.api.store.v1.StoreError;
import io.seqsvr.cluster.core.RandomId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input at the port: hunts what is accepted, what changes something and what is refused without
 * a reason.
 */
final class StoreBadCallsTest extends StoreServerFixture {
  private static final String HEX = "32 lowercase hexadecimal digits";
  private static final String SECTION_RANGE = "0..1023";
  private static final String EPOCHS = "1.." + Long.MAX_VALUE;
  private static final String CHUNKS = "0..65536";
  private static final String AT_LEAST = "1.." + (1L << 62);

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badCalls")
  void badCallIsRefusedWithItsFieldAndChangesNothing(String field, String limit, Message request) {
    List<Section> before = inspect(0, SECTIONS - 1);
    SeqsvrException refusal = refusal(request);
    assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata())
        .containsEntry("field", field)
        .containsEntry("limit", limit)
        .containsKey("value");
    assertThat(inspect(0, SECTIONS - 1)).isEqualTo(before);
  }

  private Stream<Arguments> badCalls() {
    return Stream.of(badSectionCalls(), badCounterCalls(), badSnapshotCalls(), badLeaseCalls())
        .flatMap(c -> c);
  }

  private Stream<Arguments> badSectionCalls() {
    AcquireEntry.Builder good = acquireEntry(10);
    String sections = "0..1023";
    String any = Long.toString(Long.MAX_VALUE);
    return Stream.of(
        Arguments.of("cluster_id", HEX, acquire(good).toBuilder().clearClusterId().build()),
        Arguments.of("owner", HEX, acquire(good).toBuilder().setOwner("' OR 1=1").build()),
        Arguments.of("owner", HEX, acquire(good).toBuilder().clearOwner().build()),
        Arguments.of("entries", "1..1000", acquire()),
        Arguments.of("entries", "1..1000", tooMany()),
        Arguments.of("entries[1].section_id", "named once in a call", acquire(good, good)),
        Arguments.of("entries[1].section_id", sections, acquire(good, acquireEntry(SECTIONS))),
        Arguments.of("entries[0].section_id", sections, acquire(acquireEntry(-1))),
        Arguments.of("entries[0].section_id", sections, acquire(acquireEntry(Integer.MAX_VALUE))),
        Arguments.of(
            "entries[0].expected_epoch",
            "0.." + any,
            acquire(acquireEntry(10).setExpectedEpoch(-1))),
        Arguments.of(
            "entries[0].attempt_id", HEX, acquire(acquireEntry(10).setAttemptId("0".repeat(33)))),
        Arguments.of("entries[0].step", "1..1000000000", acquire(acquireEntry(10).setStep(0))),
        Arguments.of("entries[0].step", "1..1000000000", acquire(acquireEntry(10).setStep(-1))),
        Arguments.of(
            "entries[0].step", "1..1000000000", acquire(acquireEntry(10).setStep(Long.MAX_VALUE))),
        Arguments.of(
            "cluster_id", HEX, reserve(reserveEntry()).toBuilder().setClusterId("x").build()),
        Arguments.of("entries", "1..1000", reserve()),
        Arguments.of(
            "entries[1].section_id",
            "named once in a call",
            reserve(reserveEntry(), reserveEntry())),
        Arguments.of(
            "entries[0].section_id", sections, reserve(reserveEntry().setSectionId(SECTIONS))),
        Arguments.of("entries[0].epoch", "1.." + any, reserve(reserveEntry().setEpoch(0))),
        Arguments.of(
            "entries[0].expected_max_seq",
            "0.." + (Long.MAX_VALUE - 1),
            reserve(reserveEntry().setExpectedMaxSeq(-1))),
        Arguments.of(
            "entries[0].new_max_seq", "101..1000000100", reserve(reserveEntry().setNewMaxSeq(100))),
        Arguments.of(
            "entries[0].new_max_seq",
            "101..1000000100",
            reserve(reserveEntry().setNewMaxSeq(Long.MAX_VALUE))),
        Arguments.of(
            "cluster_id", HEX, release(releaseEntry()).toBuilder().clearClusterId().build()),
        Arguments.of("entries", "1..1000", release()),
        Arguments.of(
            "entries[1].section_id",
            "named once in a call",
            release(releaseEntry(), releaseEntry())),
        Arguments.of("entries[0].section_id", sections, release(releaseEntry().setSectionId(-1))),
        Arguments.of("entries[0].epoch", "1.." + any, release(releaseEntry().setEpoch(-7))),
        Arguments.of("entries[0].snapshot.chunks", CHUNKS, sealed(-1)),
        Arguments.of("entries[0].snapshot.chunks", CHUNKS, sealed(65_537)),
        Arguments.of(
            "first_section", sections, InspectRequest.newBuilder().setFirstSection(-1).build()),
        Arguments.of(
            "last_section",
            "5..1023",
            InspectRequest.newBuilder().setFirstSection(5).setLastSection(4).build()),
        Arguments.of(
            "last_section", sections, InspectRequest.newBuilder().setLastSection(SECTIONS).build()),
        Arguments.of(
            "first_section",
            "0 beside section_ids",
            InspectRequest.newBuilder().setFirstSection(1).addSectionIds(1).build()),
        Arguments.of(
            "last_section",
            "0 beside section_ids",
            InspectRequest.newBuilder().setLastSection(1).addSectionIds(1).build()),
        Arguments.of(
            "section_ids[0]", sections, InspectRequest.newBuilder().addSectionIds(-1).build()),
        Arguments.of(
            "section_ids[1]",
            sections,
            InspectRequest.newBuilder().addSectionIds(5).addSectionIds(SECTIONS).build()),
        Arguments.of(
            "section_ids[1]",
            "above the one before",
            InspectRequest.newBuilder().addSectionIds(5).addSectionIds(5).build()),
        Arguments.of(
            "section_ids",
            "1..1000",
            InspectRequest.newBuilder()
                .addAllSectionIds(IntStream.range(0, 1_001).boxed().toList())
                .build()));
  }

  private ReleaseRequest sealed(int chunks) {
    return release(releaseEntry().setSnapshot(SnapshotSeal.newBuilder().setChunks(chunks)));
  }

  private Stream<Arguments> badCounterCalls() {
    String seqs = "0.." + (Long.MAX_VALUE - 1);
    String above = "101.." + Long.MAX_VALUE;
    return Stream.of(
        Arguments.of(
            "cluster_id",
            HEX,
            reserveCounters(counterEntry(1)).toBuilder().clearClusterId().build()),
        Arguments.of("entries", "1..1000", reserveCounters()),
        Arguments.of(
            "entries",
            "1..1000",
            reserveCounters(
                IntStream.rangeClosed(1, 1_001)
                    .mapToObj(StoreServerFixture::counterEntry)
                    .toArray(ReserveCountersEntry.Builder[]::new))),
        Arguments.of(
            "entries[1].hash",
            "named once in a call",
            reserveCounters(counterEntry(7), counterEntry(7).setNewMaxSeq(300))),
        Arguments.of(
            "entries[0].section_id",
            SECTION_RANGE,
            reserveCounters(counterEntry(1).setSectionId(SECTIONS))),
        Arguments.of("entries[0].epoch", EPOCHS, reserveCounters(counterEntry(1).setEpoch(0))),
        Arguments.of("entries[0].hash", "not 0", reserveCounters(counterEntry(0))),
        Arguments.of(
            "entries[0].expected_max_seq",
            seqs,
            reserveCounters(counterEntry(1).setExpectedMaxSeq(-1))),
        Arguments.of(
            "entries[0].expected_max_seq",
            seqs,
            reserveCounters(counterEntry(1).setExpectedMaxSeq(Long.MAX_VALUE))),
        Arguments.of(
            "entries[0].new_max_seq", above, reserveCounters(counterEntry(1).setNewMaxSeq(100))),
        Arguments.of(
            "entries[0].new_max_seq",
            above,
            reserveCounters(counterEntry(1).setNewMaxSeq(-1).setRaise(true))),
        Arguments.of("cluster_id", HEX, readCounters(10).setClusterId("x").build()),
        Arguments.of("sections", "1..1000", readCounters().build()),
        Arguments.of(
            "sections", "1..1000", readCounters(IntStream.range(0, 1_001).toArray()).build()),
        Arguments.of("sections[1].section_id", "above the one before", readCounters(5, 5).build()),
        Arguments.of("sections[1].section_id", "above the one before", readCounters(5, 4).build()),
        Arguments.of("sections[1].section_id", SECTION_RANGE, readCounters(5, SECTIONS).build()),
        Arguments.of(
            "sections[0].epoch",
            EPOCHS,
            readCounters().addSections(OwnedSection.newBuilder().setSectionId(5)).build()),
        Arguments.of(
            "after_section_id",
            SECTION_RANGE,
            readCounters(5).setAfterSectionId(-1).setAfterHash(1).build()),
        Arguments.of(
            "after_hash",
            "not 0 after the first page",
            readCounters(5).setAfterSectionId(5).build()),
        Arguments.of("limit", "1..20000", readCounters(5).setLimit(0).build()),
        Arguments.of("limit", "1..20000", readCounters(5).setLimit(20_001).build()));
  }

  private Stream<Arguments> badSnapshotCalls() {
    return Stream.of(
        Arguments.of(
            "cluster_id", HEX, writeSnapshots(chunk(0, 1)).toBuilder().clearClusterId().build()),
        Arguments.of("chunks", "1..1000", writeSnapshots()),
        Arguments.of("chunks", "1..1000", writeSnapshots(chunks(1_001, 1))),
        Arguments.of("chunks", "at most 2097152 bytes in all", writeSnapshots(chunks(33, 65_536))),
        Arguments.of(
            "chunks[1].chunk", "named once in a call", writeSnapshots(chunk(3, 1), chunk(3, 2))),
        Arguments.of(
            "chunks[0].section_id",
            SECTION_RANGE,
            writeSnapshots(chunk(0, 1).setSectionId(SECTIONS))),
        Arguments.of("chunks[0].epoch", EPOCHS, writeSnapshots(chunk(0, 1).setEpoch(0))),
        Arguments.of("chunks[0].chunk", "0..65535", writeSnapshots(chunk(-1, 1))),
        Arguments.of("chunks[0].chunk", "0..65535", writeSnapshots(chunk(65_536, 1))),
        Arguments.of("chunks[0].content", "1..65536 bytes", writeSnapshots(chunk(0, 0))),
        Arguments.of("chunks[0].content", "1..65536 bytes", writeSnapshots(chunk(0, 65_537))),
        Arguments.of("cluster_id", HEX, readSnapshots(10).clearClusterId().build()),
        Arguments.of("snapshots", "1..1000", readSnapshots().build()),
        Arguments.of(
            "snapshots", "1..1000", readSnapshots(IntStream.range(0, 1_001).toArray()).build()),
        Arguments.of(
            "snapshots[1].section_id", "above the one before", readSnapshots(5, 5).build()),
        Arguments.of("snapshots[0].section_id", SECTION_RANGE, readSnapshots(-1).build()),
        Arguments.of(
            "snapshots[0].epoch",
            EPOCHS,
            readSnapshots().addSnapshots(SnapshotRef.newBuilder().setSectionId(1)).build()),
        Arguments.of(
            "snapshots[0].first_chunk",
            CHUNKS,
            readSnapshots()
                .addSnapshots(
                    SnapshotRef.newBuilder().setSectionId(1).setEpoch(1).setFirstChunk(-1))
                .build()));
  }

  private Stream<Arguments> badLeaseCalls() {
    String node = "1 to 64 characters of [a-z0-9.-]";
    String address = "host:port in at most 255 visible ASCII characters";
    String lengths = "100000000..60000000000";
    return Stream.of(
        Arguments.of("cluster_id", HEX, renewLease().clearClusterId().build()),
        Arguments.of("incarnation", HEX, renewLease().clearIncarnation().build()),
        Arguments.of("incarnation", HEX, renewLease().setIncarnation("A".repeat(32)).build()),
        Arguments.of("node_id", node, renewLease().clearNodeId().build()),
        Arguments.of("node_id", node, renewLease().setNodeId("x".repeat(100_000)).build()),
        Arguments.of("address", address, renewLease().clearAddress().build()),
        Arguments.of("address", address, renewLease().setAddress("127.0.0.1").build()),
        Arguments.of("address", address, renewLease().setAddress("h".repeat(254) + ":1").build()),
        Arguments.of("lease_nanos", lengths, renewLease().clearLeaseNanos().build()),
        Arguments.of("lease_nanos", lengths, renewLease().setLeaseNanos(-1).build()),
        Arguments.of("lease_nanos", lengths, renewLease().setLeaseNanos(Long.MAX_VALUE).build()),
        Arguments.of(
            "margin_nanos", "100000000..499999999", renewLease().clearMarginNanos().build()),
        Arguments.of(
            "margin_nanos",
            "100000000..499999999",
            renewLease().setMarginNanos(500_000_000).build()),
        Arguments.of(
            "expected_version",
            "0.." + (Long.MAX_VALUE - 1),
            renewLease().setExpectedVersion(-1).build()),
        Arguments.of("cluster_id", HEX, fenceLease().setClusterId("x").build()),
        Arguments.of("incarnation", HEX, fenceLease().setIncarnation("' OR 1=1").build()),
        Arguments.of(
            "expected_version",
            "1.." + (Long.MAX_VALUE - 1),
            fenceLease().clearExpectedVersion().build()),
        Arguments.of(
            "after_incarnation",
            HEX,
            ReadLeasesRequest.newBuilder().setAfterIncarnation("x").build()),
        Arguments.of("cluster_id", HEX, raise(raiseEntry()).toBuilder().clearClusterId().build()),
        Arguments.of("entries", "1..1000", raise()),
        Arguments.of(
            "entries[1].section_id", "named once in a call", raise(raiseEntry(), raiseEntry())),
        Arguments.of(
            "entries[0].section_id", SECTION_RANGE, raise(raiseEntry().setSectionId(SECTIONS))),
        Arguments.of("entries[0].at_least", AT_LEAST, raise(raiseEntry().clearAtLeast())),
        Arguments.of(
            "entries[0].at_least", AT_LEAST, raise(raiseEntry().setAtLeast((1L << 62) + 1))));
  }

  /** The terms are the row's, which observers go by. */
  @Test
  void renewalWithOtherTermsIsRefused() {
    String id = RandomId.next();
    send(renewLease().setIncarnation(id).build());
    SeqsvrException refusal =
        refusal(
            renewLease()
                .setIncarnation(id)
                .setLeaseNanos(500_000_000)
                .setExpectedVersion(1)
                .build());
    assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata())
        .containsEntry("field", "lease_nanos")
        .containsEntry("limit", "as the lease was made: 1000000000");
  }

  private static SnapshotChunk.Builder[] chunks(int count, int bytes) {
    return IntStream.range(0, count)
        .mapToObj(i -> chunk(i, bytes))
        .toArray(SnapshotChunk.Builder[]::new);
  }

  /** Limits that depend on the row: the entry is refused, and the others are carried out. */
  @Test
  void badEntryIsRefusedWithItsFieldByTheRow() {
    send(acquire(acquireEntry(900).setStep(100)));
    AcquireRequest clean = acquire(acquireEntry(900).setExpectedEpoch(1).setClean(true));
    assertField(stub().acquire(clean).getResults(0).getError(), "clean");
    ReserveCountersEntry.Builder counter =
        counterEntry(7).setSectionId(900).setExpectedMaxSeq(0).setNewMaxSeq(1_000_000_101);
    assertField(
        stub().reserveCounters(reserveCounters(counter)).getResults(0).getError(), "new_max_seq");
    ReleaseEntry.Builder sealed =
        releaseEntry().setSectionId(900).setSnapshot(SnapshotSeal.newBuilder().setChunks(1));
    assertField(stub().release(release(sealed)).getResults(0).getError(), "snapshot.chunks");
    assertThat(inspect(900, 900).get(0).getEpoch()).isEqualTo(1);
    SnapshotChunk.Builder first = chunk(0, 5).setSectionId(900);
    SnapshotChunk.Builder other = chunk(0, 6).setSectionId(900);
    send(writeSnapshots(first));
    assertField(stub().writeSnapshots(writeSnapshots(other)).getResults(0).getError(), "content");
  }

  private static void assertField(StoreError error, String field) {
    assertThat(error.getReason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(error.getMetadataMap())
        .containsEntry("section", "900")
        .containsEntry("field", field)
        .containsKey("limit")
        .containsKey("value");
  }

  /** A string that is not UTF-8, which no generated client can send. */
  @Test
  void bytesThatDoNotParseAreRefused() {
    byte[] notUtf8 = {0x0a, 0x02, (byte) 0xc3, (byte) 0x28};
    var raw =
        SequenceStoreGrpc.getReserveMethod().toBuilder(
                new ByteMarshaller(), SequenceStoreGrpc.getReserveMethod().getResponseMarshaller())
            .build();
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ClientCalls.blockingUnaryCall(channel, raw, CallOptions.DEFAULT, notUtf8));
    assertThat(StatusMapping.fromThrowable(failure))
        .hasValueSatisfying(
            r -> assertThat(r.refusal().reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT));
  }

  /** Sends bytes as they are. */
  private static final class ByteMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void callForAnotherClusterIsRefused() {
    String other = RandomId.next();
    for (Message request :
        List.of(
            acquire(acquireEntry(10)).toBuilder().setClusterId(other).build(),
            reserveCounters(counterEntry(1)).toBuilder().setClusterId(other).build(),
            readCounters(10).setClusterId(other).build(),
            writeSnapshots(chunk(0, 1)).toBuilder().setClusterId(other).build(),
            readSnapshots(10).setClusterId(other).build(),
            renewLease().setClusterId(other).build(),
            fenceLease().setClusterId(other).build(),
            ReadLeasesRequest.newBuilder().setClusterId(other).build(),
            raise(raiseEntry()).toBuilder().setClusterId(other).build(),
            InspectRequest.newBuilder().setClusterId(other).build())) {
      SeqsvrException refusal = refusal(request);
      assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
      assertThat(refusal.metadata())
          .containsEntry("expected", other)
          .containsEntry("actual", server.cluster().id());
    }
  }

  private AcquireRequest tooMany() {
    return acquire(
        IntStream.range(0, 1_001)
            .mapToObj(StoreServerFixture::acquireEntry)
            .toArray(AcquireEntry.Builder[]::new));
  }
}
