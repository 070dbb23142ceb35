/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.demo;

import org.jspecify.annotations.NullMarked;
