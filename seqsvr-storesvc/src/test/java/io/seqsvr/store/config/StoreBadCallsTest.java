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
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
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
        Arguments.of(
            "first_section", sections, InspectRequest.newBuilder().setFirstSection(-1).build()),
        Arguments.of(
            "last_section",
            "5..1023",
            InspectRequest.newBuilder().setFirstSection(5).setLastSection(4).build()),
        Arguments.of(
            "last_section",
            sections,
            InspectRequest.newBuilder().setLastSection(SECTIONS).build()));
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
