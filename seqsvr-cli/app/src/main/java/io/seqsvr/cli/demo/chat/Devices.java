package io.seqsvr.cli.demo.chat;

import io.seqsvr.message.client.ClientCounters;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The devices of a run, by user. Immutable; each device has its own rules. */
final class Devices {
  private final Map<String, Device> byUser = new LinkedHashMap<>();

  Devices(Set<String> users, ChatGateway gateway, Board board) {
    for (String user : users) {
      byUser.put(user, new Device(user, gateway, new Screen(user, board)));
    }
  }

  /** The user's device; null for one who only sends. */
  @Nullable Device of(String user) {
    return byUser.get(user);
  }

  Collection<Device> all() {
    return byUser.values();
  }

  /** What all of them have seen together. */
  ClientCounters counters() {
    ClientCounters sum = new ClientCounters(0, 0, 0, 0, 0, 0);
    for (Device device : byUser.values()) {
      sum = Device.sum(sum, device.counters());
    }
    return sum;
  }
}
