/** The Java SDK of the message service. */
@NullMarked
package io.seqsvr.message.client;

import org.jspecify.annotations.NullMarked;
