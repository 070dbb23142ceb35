package io.seqsvr.drills;

import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Outcome;
import io.seqsvr.history.SendCall;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendReceipt;

/**
 * Sends by single calls, without a device, and records them. Thread-safe.
 *
 * @param service whom to call
 */
record CallSender(HistoryWriter history, Conversations service) {
  /** Sends a new message, which is to be accepted. */
  SendReceipt send(String conversation, String sender, String clientMsgId, int bodyBytes) {
    long start = System.nanoTime();
    SendReceipt receipt =
        service.send(
            conversation,
            sender,
            Outgoing.text("x".repeat(bodyBytes)).withClientMsgId(clientMsgId));
    history.write(
        new SendCall(
            conversation,
            sender,
            clientMsgId,
            start,
            System.nanoTime(),
            Outcome.OK,
            receipt.seq(),
            receipt.prevSeq(),
            receipt.duplicate()));
    return receipt;
  }
}
