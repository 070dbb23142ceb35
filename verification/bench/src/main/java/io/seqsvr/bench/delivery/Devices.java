package io.seqsvr.bench.delivery;

import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.message.client.MessageClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connected device for each user. Confined to one thread. */
final class Devices implements AutoCloseable {
  private final List<MessageClient> clients = new ArrayList<>();

  private Devices() {}

  /** Connects all; returns when they are. */
  static Devices connect(String address, List<String> users, Shows shows, Duration timeout)
      throws BenchFailedException, InterruptedException {
    Devices devices = new Devices();
    try {
      List<CountDownLatch> connected = new ArrayList<>();
      for (String user : users) {
        CountDownLatch latch = new CountDownLatch(1);
        connected.add(latch);
        devices.clients.add(
            MessageClient.builder(address)
                .user(user)
                .listener(new Device(shows, latch))
                .listenerThreads(1) // hundreds of clients in one process
                .build());
      }
      for (CountDownLatch latch : connected) {
        if (!latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new BenchFailedException("a device did not connect in " + timeout);
        }
      }
      return devices;
    } catch (Throwable e) {
      devices.close();
      throw e;
    }
  }

  MessageClient of(int user) {
    return clients.get(user);
  }

  @Override
  public void close() {
    // At once: each waits for its own connection.
    clients.parallelStream().forEach(MessageClient::close);
  }
}
