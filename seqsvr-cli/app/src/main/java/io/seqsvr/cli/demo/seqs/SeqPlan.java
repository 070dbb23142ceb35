package io.seqsvr.cli.demo.seqs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a demonstration is to do.
 *
 * @param trace file to replay, or null for the week that is shipped
 * @param messages how many messages to replay
 * @param callers how many callers share them
 * @param nodes alloc nodes of the service that is brought up, at least 1
 * @param history where to keep the recorded calls, or null to drop them after the check
 * @param report where to write a page with charts, or null
 * @param dataDirectory data of the service that is brought up, or null for a temporary one
 */
public record SeqPlan(
    @Nullable Path trace,
    int messages,
    int callers,
    int nodes,
    @Nullable Path history,
    @Nullable Path report,
    @Nullable Path dataDirectory) {}
