/**
 * Wiring: configuration, Spring beans, start and stop. The only place that reads the machine's
 * clocks. May depend on everything in this module.
 */
@NullMarked
package io.seqsvr.store.config;

import org.jspecify.annotations.NullMarked;
