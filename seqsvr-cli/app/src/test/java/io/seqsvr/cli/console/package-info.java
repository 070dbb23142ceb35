/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.console;

import org.jspecify.annotations.NullMarked;
