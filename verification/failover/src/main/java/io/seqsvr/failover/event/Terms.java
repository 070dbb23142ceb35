package io.seqsvr.failover.event;

import java.time.Duration;

/**
 * How callers behave, the same in every event of a run.
 *
 * @param perSecond calls of the client SDK
 * @param directPerSecond single attempts
 * @param conversationsPerSection of the calls
 * @param timeout of a call of the client SDK, retries included; after it the call has failed
 * @param attemptTimeout of one attempt of it
 * @param quiet how long calls go on before and after a fault, at least
 */
public record Terms(
    int perSecond,
    int directPerSecond,
    int conversationsPerSection,
    Duration timeout,
    Duration attemptTimeout,
    Duration quiet) {}
