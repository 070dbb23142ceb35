package io.seqsvr.cli.report;

/** Text in HTML. Stateless. */
final class Html {
  private Html() {}

  /** Text that means itself, between tags and inside quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
