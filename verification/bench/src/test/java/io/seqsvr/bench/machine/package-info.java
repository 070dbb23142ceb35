/** Tests. */
@NullMarked
package io.seqsvr.bench.machine;

import org.jspecify.annotations.NullMarked;
