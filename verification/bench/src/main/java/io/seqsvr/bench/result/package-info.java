/** Figures of several rounds, their medians and ratios, and how they are shown. JDK alone. */
@NullMarked
package io.seqsvr.bench.result;

import org.jspecify.annotations.NullMarked;
