/**
 * What every demonstration stands on: services as child processes that never outlive it, the
 * sequence service made of them, a temporary directory, progress to be seen and waited for, latency
 * figures. Depends on the console, the embedded servers, the sequence client, HdrHistogram and the
 * progress bar.
 */
@NullMarked
package io.seqsvr.cli.demo.stage;

import org.jspecify.annotations.NullMarked;
