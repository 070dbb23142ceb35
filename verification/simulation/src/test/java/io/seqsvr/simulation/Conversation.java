package io.seqsvr.simulation;

import io.seqsvr.alloc.core.NodeInside;
import io.seqsvr.api.key.ConversationKey;
import java.util.ArrayList;
import java.util.List;

/** One key of a run, and what all nodes together have handed out for it. Confined to the baton. */
final class Conversation {
  /** A block that a node handed out, heard of or not. */
  record Issued(long first, long last) {}

  /** A raise that an administrator knows of. */
  record Raised(long endNanos, long atLeast) {}

  final String name;
  final long hash;
  final long key;
  final int section;

  /** Whether administrators lift it: then it may jump by any number. */
  final boolean raised;

  final List<Issued> issued = new ArrayList<>();
  final List<Raised> raises = new ArrayList<>();
  final List<CallRecord> calls = new ArrayList<>();
  long last;
  boolean everHot;

  /** How many times its section had been taken uncleanly when it was used last. */
  long uncleanAtLast;

  Conversation(String name, int sections, boolean raised) {
    this.name = name;
    this.hash = ConversationKey.hash("", name);
    this.key = NodeInside.key(hash);
    this.section = ConversationKey.section(hash, sections);
    this.raised = raised;
  }
}
