/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.failover.load;

import org.jspecify.annotations.NullMarked;
