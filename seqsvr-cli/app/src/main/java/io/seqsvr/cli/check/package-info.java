/** The command that judges recorded histories. Depends on the history module. */
@NullMarked
package io.seqsvr.cli.check;

import org.jspecify.annotations.NullMarked;
