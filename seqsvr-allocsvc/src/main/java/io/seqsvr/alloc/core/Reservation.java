package io.seqsvr.alloc.core;

/**
 * A wish to raise a section's durable ceiling. The same wish may be sent any number of times.
 *
 * @param epoch of the ownership
 * @param ceiling the ceiling that the owner holds, inclusive
 * @param newCeiling the ceiling that it wants, inclusive
 */
public record Reservation(int section, long epoch, long ceiling, long newCeiling) {}
