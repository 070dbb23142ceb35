/** Timers on Netty's hashed wheel. */
@NullMarked
package io.seqsvr.message.server.netty;

import org.jspecify.annotations.NullMarked;
