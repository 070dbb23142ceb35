package io.seqsvr.message.client;

import java.util.OptionalLong;

/**
 * A conversation as one user sees it.
 *
 * @param conversation its id
 * @param epoch identity of its log
 * @param headSeq seq of its last message, 0 if there is none
 * @param joinedSeq the user sees what is above it
 * @param leftSeq the user sees what is up to it; empty for a member
 * @param readSeq everything up to here has been read
 * @param unread counted messages of others above it, at least 0
 */
public record ConversationInfo(
    String conversation,
    long epoch,
    long headSeq,
    long joinedSeq,
    OptionalLong leftSeq,
    long readSeq,
    long unread) {}
