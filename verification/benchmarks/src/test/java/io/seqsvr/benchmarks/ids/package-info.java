/** Tests. */
@NullMarked
package io.seqsvr.benchmarks.ids;

import org.jspecify.annotations.NullMarked;
