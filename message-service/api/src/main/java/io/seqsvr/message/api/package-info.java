/**
 * What every part of the message service, and every client, has to know: limits, the id of a pair's
 * conversation, refusals inside frames. Depends on {@code seqsvr-api} and the generated messages.
 */
@NullMarked
package io.seqsvr.message.api;

import org.jspecify.annotations.NullMarked;
