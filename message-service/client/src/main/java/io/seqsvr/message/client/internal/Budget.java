package io.seqsvr.message.client.internal;

/**
 * Room for messages that are not shown yet, of all conversations. Messages that wait behind a gap
 * get half of it: the other half stays free for those whose turn it is, which leave by themselves.
 *
 * <p>Confined to the loop.
 */
final class Budget {
  private final int maxMessages;
  private final long maxBytes;
  private int messages;
  private long bytes;

  Budget(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  boolean hasRoom(int moreBytes) {
    return messages < maxMessages && bytes + moreBytes <= maxBytes;
  }

  boolean hasRoomBehindGap(int moreBytes) {
    return messages < maxMessages / 2 && bytes + moreBytes <= maxBytes / 2;
  }

  void take(int taken, long takenBytes) {
    messages += taken;
    bytes += takenBytes;
  }

  void giveBack(int given, long givenBytes) {
    take(-given, -givenBytes);
  }

  int messages() {
    return messages;
  }
}
