package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers may send to a real server over real wires: every bad request gets a clear refusal
 * that consumes nothing, every odd but valid one works, and the server's memory stays flat. Also
 * who answers on which port.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
  private static final Metadata.Key<String> TIMEOUT =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  private static final int ROUNDS = 25;
  private static final long MOST_GROWTH_BYTES = 12L << 20;
  private static final int CONVERSATION_FIELD = 2;
  private static final int MEBIBYTE = 1 << 20;

  private final Program program = new Program();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int offset = Offsets.free();

  private ServerProcess server;
  private ManagedChannel channel;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    // Calls are made once: a machine that stands still for a second is not to make one fail.
    server =
        program.standalone(
            temporary.toRealPath().resolve("data"), offset, Map.of("SEQSVR_ALLOC_LEASE", "10s"));
    server.awaitReady();
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", 7201 + offset).usePlaintext().build();
  }

  @AfterAll
  void end() {
    if (channel != null) {
      channel.shutdownNow();
    }
    program.close();
  }

  @Test
  void everyBadRequestIsRefusedAndConsumesNothing() throws Exception {
    long before = next("victim");
    Map<String, byte[]> malformed = malformedRequests();
    for (Map.Entry<String, NextRequest> bad : badRequests().entrySet()) {
      SeqsvrException refusal = refusal(bad.getKey(), bad.getValue().toByteArray());
      assertThat(refusal.metadata()).as(bad.getKey()).containsKeys("field", "limit", "value");
      assertThat(refusal.getMessage()).as(bad.getKey()).hasSizeLessThan(300);
    }
    for (Map.Entry<String, byte[]> bad : malformed.entrySet()) {
      refusal(bad.getKey(), bad.getValue());
    }
    assertThat(call(request("x".repeat(MEBIBYTE)).toByteArray()).status().getCode())
        .as("1 MiB")
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

    assertThat(next("victim")).isEqualTo(before + 1);
  }

  @Test
  void entriesOfABatchAreRefusedOneByOne() {
    NextBatchReply reply =
        SeqAllocatorGrpc.newBlockingStub(channel)
            .nextBatch(
                NextBatchRequest.newBuilder()
                    .addEntries(NextEntry.newBuilder().setConversation("batch"))
                    .addEntries(NextEntry.newBuilder())
                    .addEntries(NextEntry.newBuilder().setConversation("batch").setCount(0))
                    .addEntries(NextEntry.newBuilder().setConversation("batch"))
                    .build());

    assertThat(reply.getResults(0).getBlock().getFirst()).isEqualTo(1);
    assertThat(reply.getResults(1).getError().getReason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(reply.getResults(2).getError().getMetadataMap()).containsEntry("field", "count");
    assertThat(reply.getResults(3).getBlock().getFirst()).isEqualTo(2);
  }

  @Test
  void oddButValidRequestsWork() {
    for (String id :
        List.of(
            "a\0b",
            "\ud83d\ude00",
            "caf\u00e9",
            "cafe\u0301",
            "' OR 1=1",
            "../",
            "%00",
            "A",
            "a",
            "a ")) {
      assertThat(next(id)).as(id).isEqualTo(1);
    }
    NextRequest unknownFields =
        request("unknown").toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("from the future"))
                            .build())
                    .build())
            .build();
    assertThat(call(unknownFields.toByteArray()).status().isOk()).isTrue();

    RawCall.Ended patient =
        RawCall.next(
            channel,
            request("patient").toByteArray(),
            new Metadata(),
            CallOptions.DEFAULT.withDeadlineAfter(3_650, TimeUnit.DAYS));
    assertThat(patient.status().isOk()).as("a deadline of ten years").isTrue();
  }

  @Test
  void callsWithoutTimeAndCancelledCallsLeaveAtMostAGap() {
    long before = next("hasty");
    byte[] request = request("hasty").toByteArray();
    int given = 0;
    for (String timeout : List.of("0n", "1n", "1u", "0m")) {
      Metadata headers = new Metadata();
      headers.put(TIMEOUT, timeout);
      RawCall.Ended ended = RawCall.next(channel, request, headers, CallOptions.DEFAULT);
      given++;
      assertThat(ended.status().getCode())
          .as("grpc-timeout %s: %s", timeout, ended.status())
          .isIn(Status.Code.OK, Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
    }
    for (RawCall.Stage stage : RawCall.Stage.values()) {
      RawCall.Ended ended = RawCall.cancelled(channel, request, stage);
      given++;
      // The message ends a unary call: the answer can be there before the cancellation.
      assertThat(ended.status().getCode())
          .as("%s", stage)
          .isIn(
              stage.compareTo(RawCall.Stage.HALF_CLOSED) < 0
                  ? List.of(Status.Code.CANCELLED)
                  : List.of(Status.Code.CANCELLED, Status.Code.OK));
    }

    assertThat(next("hasty")).isBetween(before + 1, before + 1 + given);
  }

  @Test
  void memoryStaysFlat() throws Exception {
    round();
    long before = liveBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round();
    }

    assertThat(liveBytes() - before).isLessThan(MOST_GROWTH_BYTES);
    assertThat(
            server.errLines().stream()
                .filter(line -> line.matches(".* (ERROR|WARN) .*seqsvr-alloc.*")))
        .as("strangers cannot fill the log")
        .isEmpty();
  }

  @Test
  void healthAndReflectionAnswer() throws Exception {
    for (String service : List.of("", SeqAllocatorGrpc.SERVICE_NAME)) {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.newBuilder().setService(service).build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
    assertThat(services()).contains(SeqAllocatorGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME);
  }

  @Test
  void httpAnswersWithNumbersAndRefusals() throws Exception {
    assertThat(post("/v1/next?conversation=web").body()).isEqualTo("{\"first\":1,\"count\":1}");
    assertThat(post("/v1/next?conversation=web&count=3").body())
        .isEqualTo("{\"first\":2,\"count\":3}");
    assertThat(get("/v1/current?conversation=web").body()).isEqualTo("{\"seq\":4,\"exact\":true}");
    assertThat(get("/api/segment/get/web").body()).as("Leaf's path").isEqualTo("5");
    assertThat(next("web")).as("the same counter").isEqualTo(6);
    assertThat(post("/v1/next?conversation=%F0%9F%98%80%00").body())
        .isEqualTo("{\"first\":1,\"count\":1}");

    httpRefusal(post("/v1/next?conversation="), "conversation");
    httpRefusal(post("/v1/next"), "conversation");
    httpRefusal(post("/v1/next?conversation=web&count=0"), "count");
    httpRefusal(post("/v1/next?conversation=web&count=many"), "count");
    httpRefusal(post("/v1/next?conversation=web&count=9223372036854775808"), "count");
    httpRefusal(post("/v1/next?conversation=web&namespace=A"), "namespace");
    httpRefusal(post("/v1/next?conversation=" + "x".repeat(257)), "conversation");
    httpRefusal(post("/v1/next?conversation=%FF"), "query");
    assertThat(get("/api/segment/get/%FF").statusCode()).isEqualTo(400);
    httpRefusal(get("/api/segment/get/" + "x".repeat(257)), "conversation");
    assertThat(get("/v1/next?conversation=web").statusCode())
        .as("GET takes nothing")
        .isEqualTo(405);
    assertThat(next("web")).as("refused calls consume nothing").isEqualTo(7);
  }

  @Test
  void actuatorAnswersOnTheManagementPortAlone() throws Exception {
    assertThat(get("/actuator/health").statusCode()).isEqualTo(404);
    assertThat(management("/actuator/health").body()).contains("\"UP\"");
    assertThat(management("/actuator/prometheus").body())
        .contains("seqsvr_alloc_issued_total")
        .doesNotContain("victim");
    for (String hidden : List.of("env", "heapdump", "beans", "loggers", "shutdown")) {
      assertThat(management("/actuator/" + hidden).statusCode()).as(hidden).isEqualTo(404);
    }
    assertThat(management("/v1/current?conversation=web").statusCode()).isEqualTo(404);
  }

  private void round() throws IOException {
    for (NextRequest bad : badRequests().values()) {
      call(bad.toByteArray());
    }
    for (byte[] bad : malformedRequests().values()) {
      call(bad);
    }
    call(request("x".repeat(MEBIBYTE)).toByteArray());
    // No more of them: the server bounds the resets of one connection.
    RawCall.cancelled(channel, request("hasty").toByteArray(), RawCall.Stage.SENT);
    RawCall.cancelled(channel, request("hasty").toByteArray(), RawCall.Stage.HALF_CLOSED);
  }

  private static Map<String, NextRequest> badRequests() {
    Map<String, NextRequest> bad = new LinkedHashMap<>();
    for (long count : new long[] {0, -1, 1_001, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE}) {
      bad.put("count " + count, request("victim").toBuilder().setCount(count).build());
    }
    bad.put("an empty id", request(""));
    bad.put("257 bytes", request("x".repeat(257)));
    bad.put("257 bytes in 86 characters", request("\u20ac".repeat(86)));
    bad.put("32 KiB", request("x".repeat(1 << 15)));
    bad.put("upper case", request("victim").toBuilder().setNamespace("A").build());
    bad.put("65 characters", request("victim").toBuilder().setNamespace("a".repeat(65)).build());
    return bad;
  }

  private static Map<String, byte[]> malformedRequests() throws IOException {
    byte[] whole = request("victim").toByteArray();
    byte[] truncated = Arrays.copyOf(whole, whole.length - 2);
    ByteArrayOutputStream notUtf8 = new ByteArrayOutputStream();
    CodedOutputStream fields = CodedOutputStream.newInstance(notUtf8);
    fields.writeByteArray(CONVERSATION_FIELD, new byte[] {'v', (byte) 0xff, (byte) 0xc0});
    fields.flush();
    byte[] nested = new byte[20_000];
    Arrays.fill(nested, (byte) ((99 << 3 | 3) & 0x7f));
    return Map.of("truncated", truncated, "not UTF-8", notUtf8.toByteArray(), "nested", nested);
  }

  private SeqsvrException refusal(String what, byte[] request) {
    RawCall.Ended ended = call(request);
    assertThat(ended.status().getCode())
        .as("%s: %s", what, ended.status())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    SeqsvrException refusal =
        ended.refusal().orElseThrow(() -> new AssertionError(what + ": " + ended));
    assertThat(refusal.reason()).as(what).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    return refusal;
  }

  private RawCall.Ended call(byte[] request) {
    return RawCall.next(channel, request, new Metadata(), CallOptions.DEFAULT);
  }

  private static NextRequest request(String conversation) {
    return NextRequest.newBuilder().setConversation(conversation).build();
  }

  private long next(String conversation) {
    return SeqAllocatorGrpc.newBlockingStub(channel).next(request(conversation)).getFirst();
  }

  private List<String> services() throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> question =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    answer.completeExceptionally(new IOException("no answer"));
                  }
                });
    question.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    List<String> names =
        answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
            .map(service -> service.getName())
            .toList();
    question.onCompleted();
    return names;
  }

  private static void httpRefusal(HttpResponse<String> response, String field) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(response.body())
        .contains("\"reason\":\"INVALID_ARGUMENT\"", "\"field\":\"" + field + "\"");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(7280, path)));
  }

  private HttpResponse<String> post(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(7280, path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<String> management(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(7290, path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + (port + offset) + path);
  }

  /** Bytes that the server's heap holds after a full collection. */
  private long liveBytes() throws Exception {
    jcmd("GC.run");
    return management("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void jcmd(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String says = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(says).isZero();
  }
}
