/** Tests. */
@NullMarked
package io.seqsvr.bench.mysql;

import org.jspecify.annotations.NullMarked;
