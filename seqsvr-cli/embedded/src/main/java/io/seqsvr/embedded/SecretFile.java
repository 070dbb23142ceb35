package io.seqsvr.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** A random secret in a file that only its owner can read, generated on first use. Stateless. */
final class SecretFile {
  private static final int BYTES = 24;

  private SecretFile() {}

  /**
   * What the file holds, after it was made if it was not there.
   *
   * @param prefix of a new secret
   */
  static String readOrCreate(Path file, String prefix) throws IOException {
    if (!Files.exists(file)) {
      write(file, prefix + random());
    }
    return Files.readString(file).strip();
  }

  private static String random() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static void write(Path file, String secret) throws IOException {
    // Created with its permissions, not changed to them: no instant in which others can read it.
    Path partial =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            String.valueOf(file.getFileName()),
            ".partial",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(partial, secret + "\n");
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
