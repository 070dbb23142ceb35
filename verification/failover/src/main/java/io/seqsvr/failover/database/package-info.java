/** Databases for drills, as processes that can be hurt. */
@NullMarked
package io.seqsvr.failover.database;

import org.jspecify.annotations.NullMarked;
