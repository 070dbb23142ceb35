/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.report;

import org.jspecify.annotations.NullMarked;
