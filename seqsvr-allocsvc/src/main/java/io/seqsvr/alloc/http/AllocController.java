package io.seqsvr.alloc.http;

import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.CurrentSeq;
import io.seqsvr.api.error.SeqsvrException;
import java.util.Map;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.http.HttpHeaders;
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
 * <p>Thread-safe; no method blocks.
 */
@RestController
public final class AllocController {
  private final AllocNode node;

  public AllocController(AllocNode node) {
    this.node = node;
  }

  /** Seqs {@code first} to {@code first + count - 1}. */
  public record Next(long first, long count) {}

  /** A refusal, as gRPC callers get it. */
  public record Refusal(String reason, String message, Map<String, String> metadata) {}

  /** Takes the next seqs of a conversation. */
  @PostMapping("/v1/next")
  public Next next(
      @RequestParam(name = "namespace", defaultValue = "") String namespace,
      @RequestParam("conversation") String conversation,
      @RequestParam(name = "count", defaultValue = "1") long count) {
    return new Next(node.allocator().next(namespace, conversation, count), count);
  }

  /** Reads the last seq of a conversation. */
  @GetMapping("/v1/current")
  public CurrentSeq current(
      @RequestParam(name = "namespace", defaultValue = "") String namespace,
      @RequestParam("conversation") String conversation) {
    return node.allocator().current(namespace, conversation);
  }

  /** Takes one seq, as Leaf's callers do. */
  @GetMapping(path = "/api/segment/get/{key}", produces = MediaType.TEXT_PLAIN_VALUE)
  public String leaf(@PathVariable("key") String key) {
    return Long.toString(node.allocator().next("", key, 1));
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
