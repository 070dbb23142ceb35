package io.seqsvr.message.client;

/**
 * What a client has seen, since it was made.
 *
 * @param connections connections that were welcomed
 * @param sendAttempts send frames, repeats included
 * @param shown messages shown
 * @param dropped pushed or pulled messages that had been shown already
 * @param redeliveries messages that came in a push marked as a redelivery
 * @param pulls pages asked for to fill a gap
 */
public record ClientCounters(
    long connections, long sendAttempts, long shown, long dropped, long redeliveries, long pulls) {}
