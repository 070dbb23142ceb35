package io.seqsvr.cli.demo.grpc;

/**
 * What was done to the connections of devices.
 *
 * @param acksLost acknowledgements of devices that never reached the service
 * @param receiptsLost receipts of the service that never reached the device
 * @param cuts connections that were broken
 */
public record LinkFaults(long acksLost, long receiptsLost, long cuts) {}
