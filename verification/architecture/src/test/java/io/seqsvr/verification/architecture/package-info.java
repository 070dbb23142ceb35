/** Rules over all modules. */
@NullMarked
package io.seqsvr.verification.architecture;

import org.jspecify.annotations.NullMarked;
