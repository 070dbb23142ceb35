package io.seqsvr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to run this program once more, as it runs now. */
final class SelfCommand {
  private static final String HOME_PROPERTY = "seqsvr.home";

  private SelfCommand() {}

  /** The command up to the program's own arguments: same Java, same classes, server settings. */
  static List<String> prefix() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String home = System.getProperty(HOME_PROPERTY);
    if (home != null) {
      command.add("-D" + HOME_PROPERTY + "=" + home);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return List.copyOf(command);
  }
}
