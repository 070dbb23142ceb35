/** How much memory many conversations take. */
@NullMarked
package io.seqsvr.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
