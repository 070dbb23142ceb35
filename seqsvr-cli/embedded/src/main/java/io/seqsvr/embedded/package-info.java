/**
 * Real servers run by this process for the {@code standalone} command and for integration tests: a
 * MariaDB as a child process and a ZooKeeper inside this JVM, each on a free loopback port with its
 * data in a directory that survives restarts.
 *
 * <p>May depend on the JDK, SLF4J and ZooKeeper's server classes. MariaDB is reached over {@code
 * java.sql} and its binaries are read from the class path as plain resources; no other package may
 * depend on this one, except the command that starts it and tests.
 */
@NullMarked
package io.seqsvr.embedded;

import org.jspecify.annotations.NullMarked;
