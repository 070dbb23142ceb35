package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ChildTier;
import io.seqsvr.cli.demo.stage.SeqTiers;
import io.seqsvr.cli.demo.stage.TierCommands;
import io.seqsvr.cli.demo.stage.TierSettings;
import io.seqsvr.cli.demo.stage.Victim;
import io.seqsvr.client.SeqClient;
import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The whole path on this machine: the sequence service, and the message tier in front of it as a
 * process of its own. The guard ends all of it.
 */
final class ChatTiers {
  private static final String DATABASE = "seqsvr_message";

  private final SeqTiers seqs;
  private final String address;
  private final List<Victim> victims;

  private ChatTiers(SeqTiers seqs, String address, List<Victim> victims) {
    this.seqs = seqs;
    this.address = address;
    this.victims = List.copyOf(victims);
  }

  /**
   * Starts everything; returns when it is ready.
   *
   * @param directory data; created if missing
   * @param nodes alloc nodes, at least 1
   */
  static ChatTiers start(TierCommands commands, Path directory, int nodes)
      throws CommandFailedException, IOException, InterruptedException {
    SeqTiers seqs = SeqTiers.start(commands, directory, nodes, DATABASE);
    Victim alloc = seqs.nodes().get(0);
    if (nodes > 1) {
      SeqClient client = SeqClient.builder(seqs.addresses().toArray(String[]::new)).build();
      commands.guard().holdFoundation(client::close);
      seqs.awaitLevel(client);
      alloc = new OwnerVictim(seqs.nodes().get(0), client);
    }
    int port = Ports.free();
    ChildTier message = message(commands, seqs, port);
    message.restart();
    return new ChatTiers(seqs, TierSettings.HOST + ":" + port, List.of(message, alloc));
  }

  /** Where clients call. */
  String address() {
    return address;
  }

  /** What may be killed: the message tier, then an alloc node. */
  List<Victim> victims() {
    return victims;
  }

  /** Tells what would wait for others of its kind to end. */
  void beginToStop() {
    seqs.beginToStop();
  }

  private static ChildTier message(TierCommands commands, SeqTiers seqs, int port) {
    EmbeddedMariaDb database = seqs.database();
    TierSettings settings =
        new TierSettings()
            .database("seqsvr.message", database, DATABASE)
            .set("seqsvr.message.allocs", String.join(",", seqs.addresses()))
            // A last push that got lost is missed at a heartbeat: not half a minute at the end of
            // a demo.
            .set("seqsvr.message.delivery.heartbeat", "5s")
            .listen("seqsvr.message.grpc", "spring.grpc.server", port);
    Map<String, String> secrets = Map.of("SEQSVR_MESSAGE_DATABASE_PASSWORD", database.password());
    return commands.tier("message", "message service", "message.log", settings, secrets);
  }
}
