/** One alloc node with its store and its registers in memory. */
@NullMarked
package io.seqsvr.benchmarks.node;

import org.jspecify.annotations.NullMarked;
