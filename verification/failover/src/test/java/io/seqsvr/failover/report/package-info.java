/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.failover.report;

import org.jspecify.annotations.NullMarked;
