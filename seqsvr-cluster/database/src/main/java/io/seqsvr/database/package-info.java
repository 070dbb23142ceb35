/**
 * What every service that keeps rows in MySQL or MariaDB asks of it: connections whose every wait
 * has an end, to databases that keep what they acknowledge; transactions that know how they ended;
 * migration by one process at a time. Knows no table. May depend on {@code io.seqsvr.api}, JDBC,
 * Connector/J, HikariCP, Flyway and spring-jdbc's data sources.
 */
@NullMarked
package io.seqsvr.database;

import org.jspecify.annotations.NullMarked;
