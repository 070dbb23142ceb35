/** Tests. */
@NullMarked
package io.seqsvr.message.client;

import org.jspecify.annotations.NullMarked;
