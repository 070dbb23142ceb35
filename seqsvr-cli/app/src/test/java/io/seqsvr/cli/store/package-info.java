/** Tests of the store's commands. */
@NullMarked
package io.seqsvr.cli.store;

import org.jspecify.annotations.NullMarked;
