/** The only place, beside wiring, that reads the machine's clocks. On the JDK alone. */
@NullMarked
package io.seqsvr.api.time;

import org.jspecify.annotations.NullMarked;
