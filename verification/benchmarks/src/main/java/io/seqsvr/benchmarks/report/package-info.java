/**
 * Figures of several rounds, ratios, goals, and how they are shown. JDK alone, but for statistics.
 */
@NullMarked
package io.seqsvr.benchmarks.report;

import org.jspecify.annotations.NullMarked;
