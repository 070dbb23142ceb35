/**
 * Deterministic simulation of whole alloc clusters: the real core classes on one virtual time line,
 * with registers, a store, a network and callers that fail as the seed says. The same seed gives
 * the same run, event by event.
 */
@NullMarked
package io.seqsvr.simulation;

import org.jspecify.annotations.NullMarked;
