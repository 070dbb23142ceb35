/**
 * What every demonstration stands on: services as child processes that never outlive it, a
 * temporary directory, progress to be seen and waited for, latency figures. Depends on the console,
 * HdrHistogram and the progress bar.
 */
@NullMarked
package io.seqsvr.cli.demo.stage;

import org.jspecify.annotations.NullMarked;
