/**
 * Measures the allocator alone, in one process and over a store in memory, beside other sources of
 * ids. No part of the product: it may use every module. What measures the whole program is {@code
 * verification/bench}.
 */
@NullMarked
package io.seqsvr.benchmarks;

import org.jspecify.annotations.NullMarked;
