package io.seqsvr.message.server.core;

/** The dedupe key: at most one message has it, as long as that message's row lives. */
public record SendKey(String conversation, String sender, String clientMsgId) {}
