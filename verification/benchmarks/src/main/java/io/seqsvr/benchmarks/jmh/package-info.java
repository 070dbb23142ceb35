/** The measured loops. JMH runs each in a process of its own. */
@NullMarked
package io.seqsvr.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
