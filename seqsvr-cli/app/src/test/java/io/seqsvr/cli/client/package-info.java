/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.client;

import org.jspecify.annotations.NullMarked;
