/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.failover.call;

import org.jspecify.annotations.NullMarked;
