package io.seqsvr.history;

/**
 * The name of a message inside its conversation, from before it has a seq.
 *
 * @param sender the user who sent it
 * @param clientMsgId what the sender's client named it
 */
record MessageId(String sender, String clientMsgId) {
  @Override
  public String toString() {
    return sender + "/" + clientMsgId;
  }
}
