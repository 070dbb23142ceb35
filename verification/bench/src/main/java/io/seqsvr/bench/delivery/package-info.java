/** From the sender's call to every member's listener, at a rate that does not wait for answers. */
@NullMarked
package io.seqsvr.bench.delivery;

import org.jspecify.annotations.NullMarked;
