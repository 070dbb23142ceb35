/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.failover.event;

import org.jspecify.annotations.NullMarked;
