package io.seqsvr.failover.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged program, run by its class as {@code bin/seqsvr} does it, so that the process that is
 * hurt is the service's and no shell's.
 *
 * @param lib directory of its jars
 * @param jvm arguments of its virtual machine
 */
record Program(Path lib, List<String> jvm) {
  private static final String MAIN = "io.seqsvr.cli.Main";

  /** The command that runs a class of the program, without the class. */
  List<String> java(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    command.addAll(List.of("-Dfile.encoding=UTF-8", "-cp", lib + "/*"));
    return command;
  }

  /** The command that runs a tier. */
  List<String> tier(String name, Map<String, String> settings) {
    List<String> command = new ArrayList<>(java(jvm));
    command.addAll(List.of(MAIN, name));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return command;
  }
}
