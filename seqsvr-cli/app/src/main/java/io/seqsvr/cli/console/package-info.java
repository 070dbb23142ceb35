/**
 * What all commands share: the two output streams, exit codes, one-line errors. Depends on picocli
 * and on the error set of the API.
 */
@NullMarked
package io.seqsvr.cli.console;

import org.jspecify.annotations.NullMarked;
