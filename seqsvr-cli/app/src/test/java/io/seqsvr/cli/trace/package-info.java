/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.trace;

import org.jspecify.annotations.NullMarked;
