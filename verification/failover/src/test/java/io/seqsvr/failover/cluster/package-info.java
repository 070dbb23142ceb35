/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.failover.cluster;

import org.jspecify.annotations.NullMarked;
