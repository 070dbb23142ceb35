/**
 * The log in a database that speaks MySQL's protocol and keeps transactions on a row: MySQL,
 * MariaDB, Group Replication. Compares and writes what it is told, and decides nothing else. May
 * depend on {@code core}, the ports of {@code lane}, {@code io.seqsvr.database} and JDBC.
 */
@NullMarked
package io.seqsvr.message.server.mysql;

import org.jspecify.annotations.NullMarked;
