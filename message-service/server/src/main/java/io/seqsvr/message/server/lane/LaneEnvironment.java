package io.seqsvr.message.server.lane;

import io.seqsvr.api.time.MonotonicClock;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Threads, time and chance. All are owned by whoever made them, and outlive the lanes.
 *
 * @param workers runs the lanes, which block on the database there: as many threads as lanes are to
 *     write at a time. Its queue must take one task for each lane
 * @param scheduler for pauses
 * @param clock for waiting times
 * @param instants for the stamps of messages
 * @param random for ids and jitter; thread-safe
 */
public record LaneEnvironment(
    Executor workers,
    LaneScheduler scheduler,
    MonotonicClock clock,
    InstantSource instants,
    RandomGenerator random) {}
