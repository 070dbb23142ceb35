package io.seqsvr.bench.mysql;

/** What a sender wants to have stored; nobody changes the body. */
@SuppressWarnings("ArrayRecordComponent") // one owner, read only
record Send(String conversation, String sender, String clientMsgId, byte[] body) {}
