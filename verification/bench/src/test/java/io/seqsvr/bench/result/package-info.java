/** Tests. */
@NullMarked
package io.seqsvr.bench.result;

import org.jspecify.annotations.NullMarked;
