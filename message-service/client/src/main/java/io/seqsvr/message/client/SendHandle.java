package io.seqsvr.message.client;

import java.util.concurrent.CompletableFuture;

/**
 * A send under way.
 *
 * @param clientMsgId the id of the message, the same for all attempts
 * @param outcome ends with one of the three outcomes, never exceptionally; completing or cancelling
 *     it has no effect on the send
 */
public record SendHandle(String clientMsgId, CompletableFuture<SendOutcome> outcome) {}
