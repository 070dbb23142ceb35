package io.seqsvr.message.server.config;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.database.DatabaseStartException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Tells the operator why the service refused to start, in place of the container's stack trace. */
final class StartRefusalAnalyzer implements FailureAnalyzer {

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    RuntimeException refusal = refusal(failure);
    return refusal == null
        ? null
        : new FailureAnalysis(String.valueOf(refusal.getMessage()), null, failure);
  }

  /** The reason of the service itself, out of what the container wrapped around it; or null. */
  static @Nullable RuntimeException refusal(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof MessageStartException e) {
        return e;
      }
      if (t instanceof DatabaseStartException e) {
        return e;
      }
      if (t instanceof SeqsvrException e) {
        return e;
      }
    }
    return null;
  }
}
