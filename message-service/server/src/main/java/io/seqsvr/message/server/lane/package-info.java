/**
 * Lanes: one writer for each conversation, in batches. Decides who may send, what is a repeat and
 * which seq comes when; on the JDK alone, the database and the sequence service behind ports.
 */
@NullMarked
package io.seqsvr.message.server.lane;

import org.jspecify.annotations.NullMarked;
