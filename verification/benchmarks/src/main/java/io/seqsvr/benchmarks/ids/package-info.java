/** What is measured: the allocator and its peers behind one interface. */
@NullMarked
package io.seqsvr.benchmarks.ids;

import org.jspecify.annotations.NullMarked;
