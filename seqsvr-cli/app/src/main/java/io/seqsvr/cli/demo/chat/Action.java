package io.seqsvr.cli.demo.chat;

/** One step of a replay, done by one user. */
sealed interface Action {
  /** Who does it. */
  String user();

  /**
   * A message is sent.
   *
   * @param message its number in the run, from 0
   * @param bytes length of its body
   */
  record Say(int message, String user, Place place, int bytes) implements Action {}

  /** The user's device connects, if it is away. */
  record Come(String user) implements Action {}

  /** The user's device disconnects, if it is connected. */
  record Leave(String user) implements Action {}
}
