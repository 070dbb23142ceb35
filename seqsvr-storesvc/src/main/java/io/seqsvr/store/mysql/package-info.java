/**
 * Section rows in a database that speaks MySQL's protocol and keeps transactions on a row: MySQL,
 * MariaDB, Group Replication. Holds no decisions of the protocol. May depend on {@code
 * io.seqsvr.store.core}, {@code io.seqsvr.database} and JDBC.
 */
@NullMarked
package io.seqsvr.store.mysql;

import org.jspecify.annotations.NullMarked;
