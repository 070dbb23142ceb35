package io.seqsvr.cli.demo.chat;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a demonstration is to do.
 *
 * @param trace file to replay, or null for the week that is shipped
 * @param messages how many messages to replay, at least 1
 * @param nodes alloc nodes that are brought up, at least 1
 * @param watchers most users of a group that have a device, at least 1
 * @param inFlight most actions under way at a time, at least 1
 * @param chaos whether anything is broken on purpose
 * @param history where to keep the record, or null to drop it after the check
 * @param report where to write a page with charts, or null
 * @param dataDirectory data of the services that are brought up, or null for a temporary one
 */
public record ChatPlan(
    @Nullable Path trace,
    int messages,
    int nodes,
    int watchers,
    int inFlight,
    boolean chaos,
    @Nullable Path history,
    @Nullable Path report,
    @Nullable Path dataDirectory) {}
