package io.seqsvr.history;

/**
 * One message as one device showed it to its user; the user's own messages too.
 *
 * @param conversation the conversation
 * @param user whose device it is
 * @param device which of the user's devices
 * @param seq the message's place in its conversation
 * @param prevSeq seq of the message before it, 0 for none
 * @param clientMsgId what its sender's client named it
 * @param sender who sent it
 * @param shownNanos monotonic reading when it was shown
 */
public record Shown(
    String conversation,
    String user,
    String device,
    long seq,
    long prevSeq,
    String clientMsgId,
    String sender,
    long shownNanos) {}
