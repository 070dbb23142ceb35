/**
 * What a message is, and the ports between lanes, database and delivery. On the JDK alone, with the
 * error set and the clock of {@code seqsvr-api}.
 */
@NullMarked
package io.seqsvr.message.server.core;

import org.jspecify.annotations.NullMarked;
