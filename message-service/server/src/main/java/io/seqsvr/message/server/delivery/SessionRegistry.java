package io.seqsvr.message.server.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected: the devices of a user, and the sessions that follow a conversation.
 *
 * <p>Thread-safe; no method blocks for long. Devices are guarded by the monitor. Followers are
 * concurrent sets: whoever sees a commit in the {@link HeadJournal} missing after having followed
 * will be told of it, for commits enter the journal first.
 */
final class SessionRegistry {
  private final int maxSessionsPerUser;
  private final AtomicLong hellos = new AtomicLong();
  private final Map<String, Map<String, Claim>> devicesByUser = new HashMap<>();
  private final Map<String, Set<DeviceSession>> followers = new ConcurrentHashMap<>();

  SessionRegistry(int maxSessionsPerUser) {
    this.maxSessionsPerUser = maxSessionsPerUser;
  }

  /** A device's connection. */
  private record Claim(long hello, DeviceSession session) {}

  /** What became of a claim. */
  sealed interface Claimed {
    /** The session is the device's; the one before it, if there was one, is not any more. */
    record Yes(@Nullable DeviceSession replaced) implements Claimed {}

    /** A newer session has the device. */
    record Older() implements Claimed {}

    /** The user has too many devices connected. */
    record TooMany(int limit) implements Claimed {}
  }

  /** The number of a hello; larger than those of all hellos that came before. */
  long nextHello() {
    return hellos.incrementAndGet();
  }

  /**
   * Makes a session the one of its device, if no newer one is.
   *
   * @param hello tells which is newer. Not the session's epoch: the database may answer a
   *     connection that is dead by now after the one that has followed it, and the device would be
   *     sent away for good
   */
  synchronized Claimed claim(String user, String device, long hello, DeviceSession session) {
    Map<String, Claim> devices = devicesByUser.computeIfAbsent(user, id -> new HashMap<>());
    Claim present = devices.get(device);
    if (present != null && present.hello > hello) {
      return new Claimed.Older();
    }
    if (present == null && devices.size() >= maxSessionsPerUser) {
      return new Claimed.TooMany(maxSessionsPerUser);
    }
    devices.put(device, new Claim(hello, session));
    return new Claimed.Yes(present == null ? null : present.session);
  }

  /** Gives the device back, unless a newer session has it. */
  @SuppressWarnings("ReferenceEquality") // a session is an identity
  synchronized void release(String user, String device, DeviceSession session) {
    Map<String, Claim> devices = devicesByUser.get(user);
    if (devices == null) {
      return;
    }
    Claim present = devices.get(device);
    if (present != null && present.session == session) {
      devices.remove(device);
      if (devices.isEmpty()) {
        devicesByUser.remove(user);
      }
    }
  }

  /** The sessions of a user. */
  synchronized List<DeviceSession> sessionsOf(String user) {
    List<DeviceSession> sessions = new ArrayList<>();
    Map<String, Claim> devices = devicesByUser.get(user);
    if (devices != null) {
      devices.values().forEach(claim -> sessions.add(claim.session));
    }
    return sessions;
  }

  /** The session is told of the conversation's commits from now on. */
  void follow(String conversation, DeviceSession session) {
    followers.compute(
        conversation,
        (id, sessions) -> {
          Set<DeviceSession> all = sessions == null ? ConcurrentHashMap.newKeySet() : sessions;
          all.add(session);
          return all;
        });
  }

  /** The session is not told any more. */
  void unfollow(String conversation, DeviceSession session) {
    followers.computeIfPresent(
        conversation,
        (id, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }

  /** The sessions that follow a conversation; a view that changes with them. */
  Collection<DeviceSession> followersOf(String conversation) {
    return followers.getOrDefault(conversation, Set.of());
  }
}
