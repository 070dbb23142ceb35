/**
 * The fence: which change of a section's rows is allowed, as pure functions, and the port to
 * whatever keeps the rows. On the JDK, {@code io.seqsvr.api.error} and {@code
 * io.seqsvr.cluster.core} alone.
 */
@NullMarked
package io.seqsvr.store.core;

import org.jspecify.annotations.NullMarked;
