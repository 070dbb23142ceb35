package io.seqsvr.alloc.core;

/**
 * A wish to begin a new generation of a section's counters: its base becomes the ceiling that it
 * has, and its ceiling rises. The same wish may be sent any number of times.
 *
 * @param epoch of the ownership
 * @param ceiling the ceiling that the owner holds, inclusive; it tells the generations apart
 * @param newCeiling the ceiling that it wants, inclusive
 */
public record Reservation(int section, long epoch, long ceiling, long newCeiling) {}
