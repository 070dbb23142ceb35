/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.failover.process;

import org.jspecify.annotations.NullMarked;
