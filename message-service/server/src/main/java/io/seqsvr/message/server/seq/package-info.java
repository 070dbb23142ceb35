/** The lanes' source of seqs: the sequence service, through its client. Decides nothing. */
@NullMarked
package io.seqsvr.message.server.seq;

import org.jspecify.annotations.NullMarked;
