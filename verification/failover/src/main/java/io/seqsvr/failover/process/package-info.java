/** Child processes, free ports, and waiting for conditions. On the JDK alone. */
@NullMarked
package io.seqsvr.failover.process;

import org.jspecify.annotations.NullMarked;
