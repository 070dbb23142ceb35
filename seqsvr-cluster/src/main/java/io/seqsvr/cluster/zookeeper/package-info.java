/** The registers of the core as nodes of a ZooKeeper tree. The only user of Curator. */
@NullMarked
package io.seqsvr.cluster.zookeeper;

import org.jspecify.annotations.NullMarked;
