package io.seqsvr.message.client.internal;

/** How far the user has read, and how many are unread above it. */
public record ReadPosition(String conversation, long readSeq, long unread) {}
