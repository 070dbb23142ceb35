/**
 * The program behind {@code bin/seqsvr}: the commands are put together here. Depends on all
 * packages below, and is used by none of them.
 */
@NullMarked
package io.seqsvr.cli;

import org.jspecify.annotations.NullMarked;
