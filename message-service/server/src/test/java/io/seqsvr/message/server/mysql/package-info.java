/** Tests on real databases. */
@NullMarked
package io.seqsvr.message.server.mysql;

import org.jspecify.annotations.NullMarked;
