package io.seqsvr.bench.result;

/**
 * What is measured.
 *
 * @param group what is compared with each other, for example "one conversation"
 * @param kind whose figures they are
 * @param concurrency sends at a time; 0 where they follow a schedule
 */
public record Label(String group, Kind kind, int concurrency) {
  /** Whose figures they are. */
  public enum Kind {
    /** The message service. */
    SERVICE("message service", "service"),

    /** A transaction a message, in the order of the seqs: what the service is compared with. */
    PEER("SQL, a transaction a message", "peer"),

    /** A number first, an insert later: faster to write, but readers miss messages. */
    UNORDERED("SQL behind the number service, not order-safe", "unordered"),

    /** From the sender to the listener. */
    DELIVERY("message service, Java SDK", "delivery");

    private final String text;
    private final String style;

    Kind(String text, String style) {
      this.text = text;
      this.style = style;
    }

    /** Of its bars in a page. */
    String style() {
      return style;
    }
  }

  /** For a person, without the group. */
  public String text() {
    return switch (kind) {
      case SERVICE -> kind.text + ", " + concurrency + " senders";
      case PEER, UNORDERED -> kind.text + ", " + concurrency + " threads";
      case DELIVERY -> kind.text;
    };
  }
}
