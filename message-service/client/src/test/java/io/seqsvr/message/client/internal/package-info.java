/** Tests. */
@NullMarked
package io.seqsvr.message.client.internal;

import org.jspecify.annotations.NullMarked;
