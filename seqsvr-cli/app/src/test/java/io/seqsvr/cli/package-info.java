/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli;

import org.jspecify.annotations.NullMarked;
