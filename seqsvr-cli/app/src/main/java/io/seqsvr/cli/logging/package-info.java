/**
 * Where log lines go before any configuration file is read: nowhere for a client command, to
 * standard error for a server. Depends on Logback.
 */
@NullMarked
package io.seqsvr.cli.logging;

import org.jspecify.annotations.NullMarked;
