package io.seqsvr.history;

/**
 * The seq that a sender was told for a message, and when.
 *
 * @param issued the seq as a block of one
 * @param fresh the message got its seq in this very call; false if the answer repeats an earlier
 *     one, which may be of any age
 */
record Receipt(IssuedBlock issued, boolean fresh) {}
