package io.seqsvr.cli.demo.seqs;

/**
 * When the service was hurt, in readings of one monotonic clock, in this order.
 *
 * @param frozenNanos the database was suspended
 * @param killedNanos database and service were killed
 * @param restartedNanos they were gone, and the service was started again
 * @param readyNanos the new service said that it is ready
 */
record Outage(long frozenNanos, long killedNanos, long restartedNanos, long readyNanos)
    implements Disruption {}
