package io.seqsvr.message.server.lane;

/**
 * The right to write to a lane: every transaction compares it with the lane's row, under a lock.
 *
 * @param lane 0 to lane_count - 1
 * @param epoch raised by whoever takes the lane
 */
public record LaneEpoch(int lane, long epoch) {}
