package io.seqsvr.message.server.lane;

import io.seqsvr.message.server.core.PayloadHash;
import io.seqsvr.message.server.core.Receipt;

/**
 * What is left of a send that was stored: enough to answer a repeat and to tell a conflict.
 *
 * @param receipt with {@code duplicate = true}
 */
public record StoredSend(PayloadHash hash, Receipt receipt) {}
