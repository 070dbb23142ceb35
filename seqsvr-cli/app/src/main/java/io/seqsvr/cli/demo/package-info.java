/**
 * The {@code demo} command. Depends on its two demonstrations, which know nothing of each other.
 */
@NullMarked
package io.seqsvr.cli.demo;

import org.jspecify.annotations.NullMarked;
