package io.seqsvr.message.client.internal;

/**
 * Why a connection ended.
 *
 * @param last whether connecting again makes no sense
 * @param problem one sentence for a person
 * @param waitNanos how long the service asks to wait, 0 if it does not
 */
public record LinkEnd(boolean last, String problem, long waitNanos) {}
