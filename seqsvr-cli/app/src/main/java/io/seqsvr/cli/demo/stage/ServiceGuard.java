package io.seqsvr.cli.demo.stage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Keeps what was started here from outliving this run: services are killed, what they stand on is
 * ended, and the workspace is removed, when the process is told to end. Thread-safe; guarded by
 * {@code this}.
 */
public final class ServiceGuard implements AutoCloseable {
  private final List<ChildService> services = new ArrayList<>();
  private final Deque<Runnable> foundations = new ArrayDeque<>();
  private final Thread hook;

  private ServiceGuard(Workspace workspace) {
    hook =
        new Thread(
            () -> {
              destroy();
              workspace.close();
            },
            "seqsvr-demo-end");
  }

  /** Stands guard from now on. */
  public static ServiceGuard install(Workspace workspace) {
    ServiceGuard guard = new ServiceGuard(workspace);
    Runtime.getRuntime().addShutdownHook(guard.hook);
    return guard;
  }

  /** Takes charge of a service; those that have ended are forgotten. */
  public synchronized ChildService hold(ChildService started) {
    services.removeIf(service -> !service.isAlive());
    services.add(started);
    return started;
  }

  /** Takes charge of something that services stand on, to be ended after them, the last first. */
  public synchronized void holdFoundation(Runnable end) {
    foundations.push(end);
  }

  /** Ends the services cleanly, the last first, then what they stood on. */
  public void stop() throws InterruptedException {
    for (ChildService service : takeServices()) {
      service.stop();
    }
    endFoundations();
  }

  @Override
  public void close() {
    destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException processEnds) {
      // The hook runs already, and does the same.
      return;
    }
  }

  private void destroy() {
    takeServices().forEach(ChildService::destroy);
    endFoundations();
  }

  private synchronized List<ChildService> takeServices() {
    List<ChildService> taken = new ArrayList<>(services);
    Collections.reverse(taken);
    services.clear();
    return taken;
  }

  private synchronized void endFoundations() {
    while (!foundations.isEmpty()) {
      foundations.pop().run();
    }
  }
}
