/**
 * A real chat trace replayed by many callers against the sequence service alone, which is killed in
 * the middle, and what came of it. Measurement is pure ({@link io.seqsvr.cli.demo.seqs.CallLog} to
 * {@link io.seqsvr.cli.demo.seqs.Summary}); processes, progress display and the client SDK are
 * edges. Depends on traces, the stage, and the history module.
 */
@NullMarked
package io.seqsvr.cli.demo.seqs;

import org.jspecify.annotations.NullMarked;
