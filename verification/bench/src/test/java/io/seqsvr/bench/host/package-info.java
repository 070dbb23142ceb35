/** Tests. */
@NullMarked
package io.seqsvr.bench.host;

import org.jspecify.annotations.NullMarked;
