/** Tests. */
@NullMarked
package io.seqsvr.benchmarks.node;

import org.jspecify.annotations.NullMarked;
