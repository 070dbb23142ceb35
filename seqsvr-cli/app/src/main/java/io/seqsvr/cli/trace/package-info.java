/**
 * Recorded chat traffic to be replayed: who wrote where and when, without texts. On the JDK alone.
 */
@NullMarked
package io.seqsvr.cli.trace;

import org.jspecify.annotations.NullMarked;
