package io.seqsvr.history;

/**
 * Sizes of the message part of a history.
 *
 * @param conversations conversations with at least one accepted message
 * @param owedViews conversations as members' devices had to show them: each device of each member
 *     is one; 0 where {@link Extent#PARTIAL} leaves them out
 */
public record MessageTotals(int conversations, long owedViews) {}
