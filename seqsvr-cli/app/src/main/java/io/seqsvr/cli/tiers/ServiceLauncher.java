package io.seqsvr.cli.tiers;

import io.seqsvr.alloc.config.AllocServer;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.server.TierLauncher;
import io.seqsvr.cli.server.TierPlan;
import io.seqsvr.cli.server.Tiers;
import io.seqsvr.message.server.config.MessageServer;
import io.seqsvr.store.config.StoreServer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Starts the services of this repository. Stateless. */
public final class ServiceLauncher implements TierLauncher {
  @Override
  public Tiers launch(TierPlan plan) throws CommandFailedException, InterruptedException {
    if (plan instanceof TierPlan.Standalone standalone) {
      return StandaloneTiers.launch(standalone);
    }
    return launch((TierPlan.Single) plan);
  }

  private static Tiers launch(TierPlan.Single plan)
      throws CommandFailedException, InterruptedException {
    String ready = plan.tier().label();
    StartedTiers started = new StartedTiers(ready);
    try {
      switch (plan.tier()) {
        case STORE -> started.add(StoreServer.start(settings(plan)));
        case ALLOC -> {
          AllocServer alloc = started.add(AllocServer.start(settings(plan)));
          started.failWith(alloc.failure());
          Serving.awaitReady(alloc);
        }
        case MESSAGE -> {
          MessageServer message = started.add(MessageServer.start(settings(plan)));
          started.failWith(message.failure());
        }
      }
      return started;
    } catch (RuntimeException e) {
      throw started.closeAfter(StartFailures.explain(ready, e));
    } catch (CommandFailedException e) {
      throw started.closeAfter(e);
    } catch (InterruptedException e) {
      throw started.closeAfter(e);
    } catch (Error e) {
      throw started.closeAfter(e);
    }
  }

  private static Map<String, String> settings(TierPlan.Single plan) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (plan.configFile() != null) {
      settings.put(
          "spring.config.additional-location", "file:" + plan.configFile().toAbsolutePath());
    }
    for (String setting : plan.settings()) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return settings;
  }
}
