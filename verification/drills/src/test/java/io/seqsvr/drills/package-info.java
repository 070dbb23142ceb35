/**
 * Drills: the packaged program as separate processes, hurt from outside (kill -9, SIGSTOP, a
 * database or a ZooKeeper that is gone, bad input), and what callers saw judged afterwards. Depends
 * on the client SDK, the protocol and the embedded servers, and on nothing of the services'
 * insides.
 *
 * <p>A class whose name ends in {@code IT} runs in {@code ./mvnw verify}; its header says what it
 * hunts. Output of every process stays in {@code target/drills}.
 */
@NullMarked
package io.seqsvr.drills;

import org.jspecify.annotations.NullMarked;
