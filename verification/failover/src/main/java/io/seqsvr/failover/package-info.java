/**
 * Failover drills: three alloc nodes, a ZooKeeper ensemble, stores and a database, each a process
 * of its own, hurt over and over while callers go on. What they saw is judged and measured. Depends
 * on the client SDK, the protocol and the embedded servers, and on nothing of the services'
 * insides. {@code verification/failover/run} runs all of it, the drills a short part.
 */
@NullMarked
package io.seqsvr.failover;

import org.jspecify.annotations.NullMarked;
