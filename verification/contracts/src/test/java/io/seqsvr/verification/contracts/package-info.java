/** What one tier relies on in another, held over the real one. */
@NullMarked
package io.seqsvr.verification.contracts;

import org.jspecify.annotations.NullMarked;
