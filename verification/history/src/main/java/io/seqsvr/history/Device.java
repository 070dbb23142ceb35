package io.seqsvr.history;

/**
 * A device of a user.
 *
 * @param user whose it is
 * @param name what tells it from the user's others
 */
record Device(String user, String name) {
  @Override
  public String toString() {
    return user + "/" + name;
  }
}
