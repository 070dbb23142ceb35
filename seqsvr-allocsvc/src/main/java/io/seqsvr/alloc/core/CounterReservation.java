package io.seqsvr.alloc.core;

/**
 * A wish to raise the ceiling of one conversation's own counter. The same wish may be sent any
 * number of times.
 *
 * @param epoch of the ownership
 * @param hash the conversation's, never 0
 * @param ceiling the ceiling that the owner holds for this counter, inclusive; 0 if it has no row
 * @param newCeiling the ceiling that it wants, inclusive
 * @param raise whether newCeiling may be any number: an administrator lifts the conversation
 */
public record CounterReservation(
    int section, long epoch, long hash, long ceiling, long newCeiling, boolean raise) {}
