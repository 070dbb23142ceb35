/** A ZooKeeper ensemble of several processes. */
@NullMarked
package io.seqsvr.failover.zookeeper;

import org.jspecify.annotations.NullMarked;
