package io.seqsvr.bench.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;

/**
 * The process of the services, so that the load's garbage stops only the load: ZooKeeper, store,
 * alloc and message service with their defaults. Says {@code READY} with the ports of message and
 * alloc, and ends when its standard input does, however the process at the other end died.
 */
final class ServerMain {
  private ServerMain() {}

  /** Runs until the end of the standard input. */
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err); // libraries must not write between our lines
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    ServerSettings settings = ServerSettings.read(in);
    try (ServerTiers tiers = ServerTiers.start(settings)) {
      out.println("READY " + tiers.messagePort() + " " + tiers.allocPort());
      out.flush();
      while (in.readLine() != null) {
        // nothing else is said
      }
    } catch (Exception e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    // Threads of libraries must not keep the process.
    Runtime.getRuntime().halt(0);
  }
}
