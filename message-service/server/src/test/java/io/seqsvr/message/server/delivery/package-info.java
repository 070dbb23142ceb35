/** Tests of delivery, in virtual time and one thread. */
@NullMarked
package io.seqsvr.message.server.delivery;

import org.jspecify.annotations.NullMarked;
