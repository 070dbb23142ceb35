/**
 * What the message service is compared with, plain SQL on the same database server, and the check
 * of what either has stored.
 */
@NullMarked
package io.seqsvr.bench.mysql;

import org.jspecify.annotations.NullMarked;
