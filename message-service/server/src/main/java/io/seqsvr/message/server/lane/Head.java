package io.seqsvr.message.server.lane;

/**
 * The end of a conversation.
 *
 * @param epoch identity of its log
 * @param headSeq seq of its last message, 0 if there is none
 * @param headNo number of its counted messages
 * @param floorSeq messages up to here have been removed, 0 if none
 */
public record Head(String conversation, long epoch, long headSeq, long headNo, long floorSeq) {}
