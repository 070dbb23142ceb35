package io.seqsvr.store.core;

/** A section and the epoch of the caller's ownership. */
public record OwnedSection(int sectionId, long epoch) {}
