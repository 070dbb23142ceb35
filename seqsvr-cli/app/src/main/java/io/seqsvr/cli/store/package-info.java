/**
 * Commands for those who run the store: they call it directly, past the alloc tier. Depends on the
 * store's protocol and on nothing of its server.
 */
@NullMarked
package io.seqsvr.cli.store;

import org.jspecify.annotations.NullMarked;
