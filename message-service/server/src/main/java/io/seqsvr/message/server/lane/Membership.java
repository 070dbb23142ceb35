package io.seqsvr.message.server.lane;

/** A user in a conversation. */
public record Membership(String conversation, String user) {}
