/**
 * Delivery: brings what was committed to every connected device, again until it is acknowledged.
 * One session for each connection; each conversation of a session is a cursor that chases the head.
 * Depends on the JDK, the ports of {@code core}, and the error set and clock of {@code seqsvr-api};
 * transports and timers come in through ports.
 */
@NullMarked
package io.seqsvr.message.server.delivery;

import org.jspecify.annotations.NullMarked;
