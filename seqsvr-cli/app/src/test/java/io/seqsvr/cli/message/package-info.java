/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.message;

import org.jspecify.annotations.NullMarked;
