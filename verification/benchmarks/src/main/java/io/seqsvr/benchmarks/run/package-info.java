/** What is measured in which order, and the runs of JMH. */
@NullMarked
package io.seqsvr.benchmarks.run;

import org.jspecify.annotations.NullMarked;
