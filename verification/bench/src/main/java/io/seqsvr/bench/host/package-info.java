/** The servers that are measured: a database, and everything else in a process of its own. */
@NullMarked
package io.seqsvr.bench.host;

import org.jspecify.annotations.NullMarked;
