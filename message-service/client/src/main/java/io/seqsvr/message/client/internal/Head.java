package io.seqsvr.message.client.internal;

/** The last seq of a conversation, as the service tells it. */
public record Head(String conversation, long epoch, long seq) {}
