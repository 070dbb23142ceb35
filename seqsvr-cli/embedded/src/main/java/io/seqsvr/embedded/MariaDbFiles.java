package io.seqsvr.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The layout of an {@link EmbeddedMariaDb}'s directory.
 *
 * @param root absolute, symbolic links resolved: mariadbd's command line is matched against it
 */
record MariaDbFiles(Path root) {
  private static final int PASSWORD_BYTES = 24;

  /** InnoDB's files. A directory of this name is complete, see {@link MariaDbBootstrap}. */
  Path data() {
    return root.resolve("data");
  }

  /** Where the data directory is built before it gets its name. */
  Path partialData() {
    return root.resolve("data.partial");
  }

  Path log() {
    return root.resolve("mariadb.log");
  }

  /** Written by mariadbd, for people; nothing here reads it, see {@link MariaDbOrphans}. */
  Path pidFile() {
    return root.resolve("mariadb.pid");
  }

  /** The password of the data directory, readable by its owner only; generated on first use. */
  String password() throws IOException {
    Path file = root.resolve("password");
    if (!Files.exists(file)) {
      writeNewPassword(file);
    }
    return Files.readString(file).strip();
  }

  private void writeNewPassword(Path file) throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    // Created with its permissions, not changed to them: no instant in which others can read it.
    Path partial =
        Files.createTempFile(
            root,
            "password",
            ".partial",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(partial, password + "\n");
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
