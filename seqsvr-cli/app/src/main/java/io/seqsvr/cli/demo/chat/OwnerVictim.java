package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ChildTier;
import io.seqsvr.cli.demo.stage.SectionOwners;
import io.seqsvr.cli.demo.stage.Victim;
import io.seqsvr.client.SeqClient;
import java.io.IOException;
import java.util.function.Predicate;

/** One of several alloc nodes: only the conversations that it owns miss it. */
final class OwnerVictim implements Victim {
  /** Where the message service takes its seqs. */
  private static final String NAMESPACE = "message";

  private final ChildTier node;
  private final SeqClient client;

  /**
   * A victim.
   *
   * @param node its name is its node id
   * @param client of the cluster, for its routes
   */
  OwnerVictim(ChildTier node, SeqClient client) {
    this.node = node;
    this.client = client;
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public long pid() {
    return node.pid();
  }

  @Override
  public Predicate<String> conversations() {
    SectionOwners owners = SectionOwners.of(client.routes());
    return conversation -> owners.nodeOf(NAMESPACE, conversation).equals(node.name());
  }

  @Override
  public void kill() throws CommandFailedException, InterruptedException {
    node.kill();
  }

  @Override
  public void restart() throws CommandFailedException, InterruptedException, IOException {
    node.restart();
  }
}
