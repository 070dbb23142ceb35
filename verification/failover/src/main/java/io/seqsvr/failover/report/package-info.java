/** Figures of all repetitions as tables and as a page. */
@NullMarked
package io.seqsvr.failover.report;

import org.jspecify.annotations.NullMarked;
