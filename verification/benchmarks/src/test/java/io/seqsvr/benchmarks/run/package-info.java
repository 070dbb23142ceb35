/** Tests. */
@NullMarked
package io.seqsvr.benchmarks.run;

import org.jspecify.annotations.NullMarked;
