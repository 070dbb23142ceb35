package io.seqsvr.alloc.http;

import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.CurrentSeq;
import io.seqsvr.alloc.grpc.ForwardedCalls;
import io.seqsvr.alloc.grpc.OutcomeUnknownException;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * The allocator over HTTP, JSON out. {@code /api/segment/get/{key}} answers like Leaf's path of
 * that name: the number alone, as text. Raising a conversation is administration and not here.
 *
 * <p>Callers over HTTP know no routes: what another node owns is passed on to it, and the answer is
 * given when that one's is there, without a thread that waits.
 *
 * <p>Thread-safe; no method blocks.
 */
@RestController
public final class AllocController {
  private final AllocNode node;
  private final ForwardedCalls elsewhere;

  public AllocController(AllocNode node, ForwardedCalls elsewhere) {
    this.node = node;
    this.elsewhere = elsewhere;
  }

  /** Seqs {@code first} to {@code first + count - 1}. */
  public record Next(long first, long count) {}

  /** A refusal, as gRPC callers get it. */
  public record Refusal(String reason, String message, Map<String, String> metadata) {}

  /** Why there is no answer. Without a reason: each of them would say that nothing was consumed. */
  public record Unknown(String message) {}

  /**
   * Takes the next seqs of a conversation.
   *
   * @return {@link Next}, or a future of it
   */
  @PostMapping("/v1/next")
  public Object next(
      @RequestParam(name = "namespace", defaultValue = "") String namespace,
      @RequestParam("conversation") String conversation,
      @RequestParam(name = "count", defaultValue = "1") long count) {
    try {
      return new Next(node.allocator().next(namespace, conversation, count), count);
    } catch (SeqsvrException refusal) {
      return orElsewhere(
          refusal,
          () ->
              elsewhere
                  .next(namespace, conversation, count)
                  .map(first -> first.thenApply(seq -> new Next(seq, count))));
    }
  }

  /**
   * Reads the last seq of a conversation.
   *
   * @return {@link CurrentSeq}, or a future of it
   */
  @GetMapping("/v1/current")
  public Object current(
      @RequestParam(name = "namespace", defaultValue = "") String namespace,
      @RequestParam("conversation") String conversation) {
    try {
      return node.allocator().current(namespace, conversation);
    } catch (SeqsvrException refusal) {
      return orElsewhere(refusal, () -> elsewhere.current(namespace, conversation));
    }
  }

  /**
   * Takes one seq, as Leaf's callers do.
   *
   * @return the number as text, or a future of it
   */
  @GetMapping(path = "/api/segment/get/{key}", produces = MediaType.TEXT_PLAIN_VALUE)
  public Object leaf(@PathVariable("key") String key) {
    try {
      return Long.toString(node.allocator().next("", key, 1));
    } catch (SeqsvrException refusal) {
      return orElsewhere(
          refusal, () -> elsewhere.next("", key, 1).map(seq -> seq.thenApply(String::valueOf)));
    }
  }

  /** The answer of the owner, if this node is not it; else the refusal. */
  @SuppressWarnings("FutureReturnValueIgnored") // Spring waits for it, judging by the value's class
  private static <V> Object orElsewhere(
      SeqsvrException refusal, Supplier<Optional<CompletableFuture<V>>> call) {
    if (refusal.reason() != ErrorReason.NOT_OWNER) {
      throw refusal;
    }
    return call.get().orElseThrow(() -> refusal);
  }

  @ExceptionHandler
  ResponseEntity<Unknown> unanswered(OutcomeUnknownException unknown) {
    return ResponseEntity.status(
            unknown.isLate() ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY)
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Unknown(String.valueOf(unknown.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<Refusal> refused(SeqsvrException refusal) {
    Optional<Long> waitSeconds = refusal.retryAfter().map(wait -> Math.max(1, wait.toSeconds()));
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(refusal.reason().httpStatus())
            .contentType(MediaType.APPLICATION_JSON);
    waitSeconds.ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait.toString()));
    return response.body(
        new Refusal(refusal.reason().name(), refusal.getMessage(), refusal.metadata()));
  }

  @ExceptionHandler
  ResponseEntity<Refusal> mistyped(MethodArgumentTypeMismatchException mismatch) {
    return refused(
        SeqsvrException.invalidArgument(
            mismatch.getName(), "a whole number", String.valueOf(mismatch.getValue())));
  }

  @ExceptionHandler
  ResponseEntity<Refusal> missing(MissingServletRequestParameterException missing) {
    return refused(
        SeqsvrException.invalidArgument(missing.getParameterName(), "present", "missing"));
  }

  /** Bytes that are not UTF-8: Tomcat gives up before anybody sees which parameter it was. */
  @ExceptionHandler
  ResponseEntity<Refusal> undecodable(InvalidParameterException undecodable) {
    SeqsvrException refusal =
        SeqsvrException.invalidArgument("query", "percent-encoded UTF-8", "malformed bytes");
    refusal.addSuppressed(undecodable);
    return refused(refusal);
  }
}
