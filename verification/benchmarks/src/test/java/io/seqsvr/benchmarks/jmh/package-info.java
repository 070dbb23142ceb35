/** Tests. */
@NullMarked
package io.seqsvr.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
