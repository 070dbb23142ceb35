/**
 * Recorded calls of a run as JSON lines, and the judgement whether a sequence service and a message
 * service kept their promises in them. Shared by demo, drills, simulations and load tests. Depends
 * on the JDK and on Jackson's streaming core, and on no other module: the judge must not share code
 * with the judged.
 */
@NullMarked
package io.seqsvr.history;

import org.jspecify.annotations.NullMarked;
