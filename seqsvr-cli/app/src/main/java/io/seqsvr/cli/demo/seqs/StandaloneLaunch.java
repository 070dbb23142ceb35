package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.demo.stage.ChildService;
import io.seqsvr.cli.server.PortPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How to start a standalone service.
 *
 * @param program the command up to the arguments of {@code seqsvr}
 * @param dataDirectory of the service
 * @param offset of its ports
 * @param errorLog gets its standard error, appended
 */
record StandaloneLaunch(List<String> program, Path dataDirectory, int offset, Path errorLog) {
  StandaloneLaunch {
    program = List.copyOf(program);
  }

  /** Where clients call the service. */
  String address() {
    return "127.0.0.1:" + new PortPlan(offset).alloc();
  }

  ChildService.Launch child() {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of("standalone", "--data-dir", dataDirectory.toString(), "--offset", "" + offset));
    command.add("--exit-with-parent");
    return new ChildService.Launch("the service", command, Map.of(), errorLog);
  }
}
