/** Tests. */
@NullMarked
package io.seqsvr.bench.load;

import org.jspecify.annotations.NullMarked;
