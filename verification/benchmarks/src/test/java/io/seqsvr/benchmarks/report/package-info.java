/** Tests. */
@NullMarked
package io.seqsvr.benchmarks.report;

import org.jspecify.annotations.NullMarked;
