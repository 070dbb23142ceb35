package io.seqsvr.alloc.core;

import java.io.Serial;

/** A stored snapshot is not what its owner wrote; the section starts without it. */
final class UnusableSnapshotException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UnusableSnapshotException(String why) {
    super(why);
  }
}
