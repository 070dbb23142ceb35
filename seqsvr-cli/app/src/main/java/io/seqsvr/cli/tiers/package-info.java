/**
 * How a plan becomes running tiers: the only package that knows the services, Spring and the
 * embedded database and ZooKeeper.
 */
@NullMarked
package io.seqsvr.cli.tiers;

import org.jspecify.annotations.NullMarked;
