/**
 * The routing table as a protocol message, on the wire and in ZooKeeper. Depends on the core and on
 * the generated messages.
 */
@NullMarked
package io.seqsvr.cluster.wire;

import org.jspecify.annotations.NullMarked;
