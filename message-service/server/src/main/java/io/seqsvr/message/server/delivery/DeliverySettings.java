package io.seqsvr.message.server.delivery;

import java.time.Duration;

/**
 * Bounds and times of delivery, all at least 1.
 *
 * @param maxSessions connections at a time, those without a hello included
 * @param maxSessionsPerUser devices of one user that are connected at a time
 * @param maxConversationsPerSession conversations of one user that a session can follow
 * @param windowMessages messages in flight to one device, at least 2
 * @param windowBytes bytes of bodies in flight to one device; a single larger message passes alone
 * @param pageMessages most messages of a page
 * @param pageBytes bytes of bodies after which a page ends
 * @param heartbeatNanos between two heartbeats; a device silent for three of them is given up
 * @param helloNanos from the begin of a connection to the end of its hello
 * @param retryBaseNanos without progress until the first resend; doubles with each
 * @param retryTries resends without progress, after which a conversation is lagging
 * @param resendMessages most messages of a resend
 * @param maxSendsInFlight sends of one session that have no answer yet
 * @param maxStickyRefusals conversations of one session that wait for a refused message
 * @param maxQueuedReads pulls and read frames of one session that wait for the database
 * @param maxQueuedEvents membership changes and unkept messages that wait for one session
 * @param visibilityPage conversations that are read at a time when a device connects
 * @param digestHeads most heads of a heartbeat
 * @param reconnectMillis mean wait that a device is told when the service sends it away
 */
public record DeliverySettings(
    int maxSessions,
    int maxSessionsPerUser,
    int maxConversationsPerSession,
    int windowMessages,
    long windowBytes,
    int pageMessages,
    int pageBytes,
    long heartbeatNanos,
    long helloNanos,
    long retryBaseNanos,
    int retryTries,
    int resendMessages,
    int maxSendsInFlight,
    int maxStickyRefusals,
    int maxQueuedReads,
    int maxQueuedEvents,
    int visibilityPage,
    int digestHeads,
    long reconnectMillis) {

  /** Checks the ranges. */
  public DeliverySettings {
    atLeast("maxSessions", maxSessions, 1);
    atLeast("maxSessionsPerUser", maxSessionsPerUser, 1);
    atLeast("maxConversationsPerSession", maxConversationsPerSession, 1);
    atLeast("windowMessages", windowMessages, 2);
    atLeast("windowBytes", windowBytes, 2);
    atLeast("pageMessages", pageMessages, 1);
    atLeast("pageBytes", pageBytes, 1);
    atLeast("heartbeatNanos", heartbeatNanos, 1);
    atLeast("helloNanos", helloNanos, 1);
    atLeast("retryBaseNanos", retryBaseNanos, 1);
    atLeast("retryTries", retryTries, 1);
    atLeast("resendMessages", resendMessages, 1);
    atLeast("maxSendsInFlight", maxSendsInFlight, 1);
    atLeast("maxStickyRefusals", maxStickyRefusals, 1);
    atLeast("maxQueuedReads", maxQueuedReads, 1);
    atLeast("maxQueuedEvents", maxQueuedEvents, 1);
    atLeast("visibilityPage", visibilityPage, 1);
    atLeast("digestHeads", digestHeads, 1);
    atLeast("reconnectMillis", reconnectMillis, 1);
  }

  /** What the protocol names. */
  public static DeliverySettings defaults() {
    return new DeliverySettings(
        100_000,
        100,
        100_000,
        256,
        1024 * 1024,
        1_000,
        1024 * 1024,
        Duration.ofSeconds(30).toNanos(),
        Duration.ofSeconds(15).toNanos(),
        Duration.ofSeconds(5).toNanos(),
        4,
        32,
        256,
        1_000,
        8,
        1_024,
        1_000,
        1_000,
        2_000);
  }

  /** The same with another window. */
  public DeliverySettings withWindow(int messages, long bytes) {
    return new DeliverySettings(
        maxSessions,
        maxSessionsPerUser,
        maxConversationsPerSession,
        messages,
        bytes,
        pageMessages,
        pageBytes,
        heartbeatNanos,
        helloNanos,
        retryBaseNanos,
        retryTries,
        resendMessages,
        maxSendsInFlight,
        maxStickyRefusals,
        maxQueuedReads,
        maxQueuedEvents,
        visibilityPage,
        digestHeads,
        reconnectMillis);
  }

  /** The same with other bounds on connections and on the conversations of one. */
  public DeliverySettings withSessions(int all, int perUser, int conversations) {
    return new DeliverySettings(
        all,
        perUser,
        conversations,
        windowMessages,
        windowBytes,
        pageMessages,
        pageBytes,
        heartbeatNanos,
        helloNanos,
        retryBaseNanos,
        retryTries,
        resendMessages,
        maxSendsInFlight,
        maxStickyRefusals,
        maxQueuedReads,
        maxQueuedEvents,
        visibilityPage,
        digestHeads,
        reconnectMillis);
  }

  /** The same with other times. */
  public DeliverySettings withTimes(Duration heartbeat, Duration hello, Duration retryBase) {
    return new DeliverySettings(
        maxSessions,
        maxSessionsPerUser,
        maxConversationsPerSession,
        windowMessages,
        windowBytes,
        pageMessages,
        pageBytes,
        heartbeat.toNanos(),
        hello.toNanos(),
        retryBase.toNanos(),
        retryTries,
        resendMessages,
        maxSendsInFlight,
        maxStickyRefusals,
        maxQueuedReads,
        maxQueuedEvents,
        visibilityPage,
        digestHeads,
        reconnectMillis);
  }

  private static void atLeast(String name, long value, long limit) {
    if (value < limit) {
      throw new IllegalArgumentException(name + " must be at least " + limit + ": " + value);
    }
  }
}
