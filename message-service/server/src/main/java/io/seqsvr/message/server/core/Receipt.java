package io.seqsvr.message.server.core;

import java.util.UUID;

/**
 * Where a committed message stands.
 *
 * @param duplicate whether an earlier attempt had stored it
 */
public record Receipt(
    long seq, long prevSeq, UUID serverMsgId, long serverTimeMillis, boolean duplicate) {}
