/**
 * The demonstration: a real chat trace replayed by many callers against a service that is killed in
 * the middle, and what came of it. Measurement is pure ({@link io.seqsvr.cli.demo.CallLog} to
 * {@link io.seqsvr.cli.demo.Summary}); processes, progress display and the client SDK are edges.
 * Depends on traces, the history module, HdrHistogram and the progress bar.
 */
@NullMarked
package io.seqsvr.cli.demo;

import org.jspecify.annotations.NullMarked;
