/**
 * Wiring of the message service: settings, Spring, the order in which its parts start and end. May
 * depend on everything; nothing depends on it.
 */
@NullMarked
package io.seqsvr.message.server.config;

import org.jspecify.annotations.NullMarked;
