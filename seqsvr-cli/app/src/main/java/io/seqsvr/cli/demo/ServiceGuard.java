package io.seqsvr.cli.demo;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a service that was started here from outliving this run: it is killed, and the workspace
 * removed, when the process is told to end. Thread-safe.
 */
final class ServiceGuard implements AutoCloseable {
  private final AtomicReference<@Nullable ChildService> service = new AtomicReference<>();
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

  static ServiceGuard install(Workspace workspace) {
    ServiceGuard guard = new ServiceGuard(workspace);
    Runtime.getRuntime().addShutdownHook(guard.hook);
    return guard;
  }

  /** Takes charge of a service; the one before is gone already. */
  ChildService hold(ChildService started) {
    service.set(started);
    return started;
  }

  /** Ends the service cleanly. */
  void stop() throws InterruptedException {
    ChildService running = service.getAndSet(null);
    if (running != null) {
      running.stop();
    }
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
    ChildService running = service.getAndSet(null);
    if (running != null) {
      running.destroy();
    }
  }
}
