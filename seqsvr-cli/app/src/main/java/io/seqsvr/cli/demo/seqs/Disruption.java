package io.seqsvr.cli.demo.seqs;

/** What was done to the service while callers were at work. */
sealed interface Disruption permits Outage, TakeOver {}
