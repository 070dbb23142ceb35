/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.tiers;

import org.jspecify.annotations.NullMarked;
