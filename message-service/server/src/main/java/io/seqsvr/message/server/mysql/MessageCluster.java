package io.seqsvr.message.server.mysql;

/**
 * What a database of messages belongs to; fixed by its first start.
 *
 * @param clusterId identity of the sequence service: 32 lowercase hexadecimal digits
 * @param laneCount a power of two
 * @param hash name of the function that puts a conversation into a lane
 */
public record MessageCluster(String clusterId, int laneCount, String hash) {}
