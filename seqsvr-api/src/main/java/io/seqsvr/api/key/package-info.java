/**
 * What names a conversation, and the section that it belongs to. Part of the wire contract: a
 * client in another language must compute the same. Depends on the hash library only.
 */
@NullMarked
package io.seqsvr.api.key;

import org.jspecify.annotations.NullMarked;
