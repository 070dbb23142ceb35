/** What the machine is like, measured or asked for. JDK alone. */
@NullMarked
package io.seqsvr.bench.machine;

import org.jspecify.annotations.NullMarked;
