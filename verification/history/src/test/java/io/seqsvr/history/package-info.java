/** Tests of writer, reader and judge; the judge is judged by another one where that is at hand. */
@NullMarked
package io.seqsvr.history;

import org.jspecify.annotations.NullMarked;
