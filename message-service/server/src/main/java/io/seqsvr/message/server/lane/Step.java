package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import java.util.List;

/**
 * How a lane goes on after a task. Tasks that a step names come before everything that waits, in
 * their order.
 */
sealed interface Step {
  /** With these tasks at once; with the queue if there are none. */
  record GoOn(List<LaneTask> next) implements Step {}

  /** With this task, after a pause. */
  record Pause(LaneTask next) implements Step {}

  /** Not at all: the lane belongs to another process. */
  record Lost(SeqsvrException refusal) implements Step {}

  /** The task has ended. */
  static Step done() {
    return new GoOn(List.of());
  }
}
