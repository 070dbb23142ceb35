package io.seqsvr.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** A data directory that another holder has locked; the message is one line for the user. */
public final class DataDirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  DataDirectoryInUseException(Path directory, String holder) {
    super("data directory " + directory + " is in use by " + holder);
  }
}
