/** Tests. */
@NullMarked
package io.seqsvr.bench.delivery;

import org.jspecify.annotations.NullMarked;
