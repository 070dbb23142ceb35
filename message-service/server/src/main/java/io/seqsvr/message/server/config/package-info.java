/** Wiring of the message service. */
@NullMarked
package io.seqsvr.message.server.config;

import org.jspecify.annotations.NullMarked;
