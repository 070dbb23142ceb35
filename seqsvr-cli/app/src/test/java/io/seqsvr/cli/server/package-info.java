/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.server;

import org.jspecify.annotations.NullMarked;
