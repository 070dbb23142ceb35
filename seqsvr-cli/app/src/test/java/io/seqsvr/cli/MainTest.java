package io.seqsvr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.client.ClientFactory;
import io.seqsvr.cli.client.FakeSeqClient;
import io.seqsvr.cli.client.ServerOptions;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.message.FakeMessageClients;
import io.seqsvr.cli.server.PortPlan;
import io.seqsvr.cli.server.TierPlan;
import io.seqsvr.cli.store.FakeStoreAdmin;
import io.seqsvr.cli.store.StoreAdmins;
import io.seqsvr.cli.store.grpc.GrpcStoreAdmin;
import io.seqsvr.client.CurrentSeq;
import io.seqsvr.client.SeqOutcomeUnknownException;
import io.seqsvr.client.SeqRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts wrong exit codes, results on the wrong stream, and errors of more than one line. */
final class MainTest {
  private static final String REFUSAL =
      "error: INVALID_ARGUMENT: conversation must be 1..256 bytes of UTF-8: 257 bytes";

  @TempDir private Path directory = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<TierPlan> plans = new ArrayList<>();
  private final FakeMessageClients messages = new FakeMessageClients();
  private final FakeStoreAdmin store = new FakeStoreAdmin();
  private FakeSeqClient client = new FakeSeqClient();

  @Test
  void nextPrintsOneSeqALine() {
    assertThat(execute("next", "c1")).isZero();
    assertThat(execute("next", "c1", "-n", "3", "--server", "127.0.0.1:9")).isZero();

    assertThat(text(out).lines()).containsExactly("1", "2", "3", "4");
    assertThat(err.size()).isZero();
    assertThat(client.closed).hasValue(2);
  }

  @Test
  void currentMarksWhatIsOnlyAnUpperBound() {
    execute("current", "c1");
    client =
        new FakeSeqClient() {
          @Override
          public CurrentSeq current(String namespace, String conversation) {
            return new CurrentSeq(10_000, false);
          }
        };
    execute("current", "c1");

    assertThat(text(out).lines()).containsExactly("0", "10000 (upper bound)");
  }

  @Test
  void raisePrintsWhatCountsAsTheLastSeq() {
    assertThat(execute("admin", "raise", "room-42", "99999")).isZero();
    assertThat(execute("admin", "raise", "room-42", "7", "--timeout", "1")).isZero();
    assertThat(execute("admin", "raise", "two\nlines", "5", "--namespace", "n")).isZero();
    execute("next", "room-42");

    assertThat(text(out).lines())
        .containsExactly("room-42 99999", "room-42 99999", "two\ufffdlines 5", "100000");
    assertThat(err.size()).isZero();
    assertThat(client.closed).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5, (1L << 62) + 1, Long.MAX_VALUE})
  void aNumberThatNoConversationCanBeRaisedToIsARefusal(long atLeast) {
    assertThat(execute(ServerOptions::open, "admin", "raise", "c1", "" + atLeast)).isEqualTo(1);
    assertThat(text(err))
        .isEqualTo(
            "error: INVALID_ARGUMENT: at_least must be 1..2^62: "
                + atLeast
                + System.lineSeparator());
  }

  @Test
  void sectionsOfTheStoreAreATable() {
    assertThat(execute("admin", "store", "inspect", "--sections", "0-2")).isZero();

    assertThat(text(out).lines())
        .containsExactly(
            "cluster=" + "0".repeat(32) + " sections=4 hash=xxh3-64",
            "section  epoch  owner                             base  max_seq  snapshot",
            "      0      3  " + "a".repeat(32) + "   100    10100         -",
            "      2     12  -                                    0        5        11");
    assertThat(execute("admin", "store", "inspect")).isZero();
    assertThat(store.calls).containsExactly("inspect 0 2", "close", "inspect 0 3", "close");
    assertThat(err.size()).isZero();
  }

  @Test
  void leasesOfTheStoreAreATable() {
    assertThat(execute("admin", "store", "inspect", "--leases")).isZero();

    assertThat(text(out).lines())
        .containsExactly(
            "cluster=" + "0".repeat(32) + " sections=4 hash=xxh3-64",
            "incarnation                       node     address         state  version   lease"
                + "     margin  last_written",
            "a".repeat(32)
                + "  alloc-1  127.0.0.1:7201  HELD         7  1.00 s  100.00 ms"
                + "  2023-11-14T22:13:20.123Z");
    assertThat(store.calls).containsExactly("leases", "close");
  }

  @Test
  void rowsOfTheStoreForPrograms() {
    execute("admin", "store", "inspect", "--json", "--sections", "2");
    execute("admin", "store", "inspect", "--json", "--leases");

    assertThat(text(out).lines())
        .startsWith(
            "{\"section\":2,\"epoch\":3,\"owner\":\""
                + "a".repeat(32)
                + "\",\"base\":100,\"max_seq\":10100,\"snapshot_epoch\":0}")
        .endsWith(
            "{\"incarnation\":\""
                + "a".repeat(32)
                + "\",\"node\":\"alloc-1\",\"address\":\"127.0.0.1:7201\",\"state\":\"HELD\","
                + "\"version\":7,\"lease_nanos\":1000000000,\"margin_nanos\":100000000,"
                + "\"updated_at_millis\":1700000000123}")
        .hasSize(3);
  }

  @Test
  void raisedSectionsAreCounted() {
    assertThat(execute("admin", "store", "raise", "--sections", "0-2", "--at-least", "99"))
        .isZero();
    assertThat(text(out).lines()).containsExactly("sections above 99: 3");
    assertThat(err.size()).isZero();

    assertThat(execute("admin", "store", "raise", "--sections", "all", "--at-least", "99"))
        .isEqualTo(1);
    assertThat(store.calls).containsExactly("raise 0 2 99", "close", "raise 0 3 99", "close");
    assertThat(text(err))
        .isEqualTo(
            "error: 1 sections refused, the first one: SEQ_EXHAUSTED: section 3 would pass"
                + " 2^63 - 1"
                + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5, (1L << 62) + 1})
  void aNumberThatNoSectionCanBeRaisedToIsARefusal(long atLeast) {
    assertThat(execute("admin", "store", "raise", "--sections", "all", "--at-least", "" + atLeast))
        .isEqualTo(1);
    assertThat(text(err)).startsWith("error: INVALID_ARGUMENT: at_least must be 1..2^62: ");
    assertThat(store.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h", ":1", "h:", "h:x", "h:65536", "10.0.0.1:7101"})
  void storesThatCannotBeCalledAreWrongUsage(String server) {
    String[] arguments = {"admin", "store", "inspect", "--server", server};
    assertThat(execute(ServerOptions::open, GrpcStoreAdmin::open, arguments)).isEqualTo(2);
    assertThat(text(err).lines()).hasSize(1).allMatch(text -> text.contains(server));
  }

  @Test
  void namespacesAreApart() {
    execute("next", "c1", "--namespace", "a");
    execute("next", "c1", "--namespace", "b");

    assertThat(text(out).lines()).containsExactly("1", "1");
  }

  @Test
  void routesAreATable() {
    assertThat(execute("routes")).isZero();

    assertThat(text(out).lines())
        .containsExactly(
            "version=7 cluster=" + "0".repeat(32) + " sections=1024 hash=xxh3-64",
            "alloc-1  127.0.0.1:7201  513  " + "a".repeat(32) + "  0-511,600",
            "b        10.0.0.2:7201   423  " + "b".repeat(32) + "  601-1023");
  }

  @Test
  void refusalIsOneLineAndExitCodeOne() {
    client =
        new FakeSeqClient() {
          @Override
          public SeqRange next(String namespace, String conversation, int count) {
            throw SeqsvrException.invalidArgument(
                "conversation", "1..256 bytes of UTF-8", "257 bytes");
          }
        };

    assertThat(execute("next", "x".repeat(257))).isEqualTo(1);
    assertThat(text(err)).isEqualTo(REFUSAL + System.lineSeparator());
    assertThat(out.size()).isZero();
    assertThat(client.closed).hasValue(1);
  }

  @Test
  void noAnswerIsOneLineAndExitCodeOne() {
    client =
        new FakeSeqClient() {
          @Override
          public SeqRange next(String namespace, String conversation, int count) {
            throw new SeqOutcomeUnknownException("no answer in 5 s", null);
          }
        };

    assertThat(execute("next", "c1")).isEqualTo(1);
    assertThat(text(err)).isEqualTo("error: no answer in 5 s" + System.lineSeparator());
  }

  @Test
  void countThatNoServerCouldTakeIsARefusal() {
    assertThat(execute("next", "c1", "-n", "2147483648")).isEqualTo(1);
    assertThat(text(err))
        .startsWith("error: INVALID_ARGUMENT: count must be 1..")
        .contains(": 2147483648");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "next",
        "next c1 c2",
        "next c1 -n x",
        "next c1 --unknown",
        "next c1 --timeout 0",
        "next c1 --timeout 4000",
        "current",
        "routes c1",
        "admin",
        "admin raise",
        "admin raise c1",
        "admin raise c1 x",
        "admin raise c1 9223372036854775808",
        "admin raise c1 1 2",
        "admin store",
        "admin store inspect --sections x",
        "admin store inspect --sections 5-4",
        "admin store inspect 7",
        "admin store inspect --leases --timeout 0",
        "admin store raise",
        "admin store raise --sections all",
        "admin store raise --at-least 7",
        "admin store raise --sections all --at-least x",
        "check-history",
        "standalone --offset x",
        "standalone --offset -1",
        "standalone --offset 58235",
        "message --set a",
        "conversation",
        "conversation create",
        "send team",
        "listen --user u --from-seq 1",
        "chat team",
        "store --set a",
        "store --set =a",
        "demo --messages 0",
        "demo --messages 10000001",
        "demo --callers 0",
        "demo --watchers 101",
        "demo --nodes 0",
        "demo --nodes 9",
        "demo --nodes x",
        "demo --only-seqs --nodes -1",
        "demo --only-seqs --nodes 3 --callers 2",
        "demo --nodes 3 --server 127.0.0.1:1",
        "demo --server 127.0.0.1",
        "demo --server 10.0.0.1:7301",
        "demo --server 127.0.0.1:1 --data-dir d"
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String line) {
    assertThat(execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(text(err).lines()).hasSize(1).allMatch(text -> text.startsWith("error: "));
    assertThat(out.size()).isZero();
    assertThat(plans).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--server 127.0.0.1, host:port",
    "--server 10.0.0.1:7201, --tls-ca",
    "--tls-cert a, --tls-key go together",
    "--tls-cert a --tls-key b, needs --tls-ca"
  })
  void serverOptionsThatCannotWorkAreWrongUsage(String options, String hint) {
    String[] arguments = ("next c1 " + options).split(" ");
    assertThat(execute(ServerOptions::open, arguments)).isEqualTo(2);
    assertThat(text(err).lines()).hasSize(1).allMatch(text -> text.contains(hint));
  }

  @Test
  void unreadableCertificateIsAFailure() {
    String missing = directory.resolve("none.pem").toString();

    assertThat(execute(ServerOptions::open, "next", "c1", "--tls-ca", missing)).isEqualTo(1);
    assertThat(text(err).lines()).hasSize(1).allMatch(text -> text.contains("none.pem"));
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command :
        List.of(
            "standalone",
            "store",
            "alloc",
            "message",
            "next",
            "current",
            "routes",
            "admin",
            "admin raise",
            "admin store",
            "admin store inspect",
            "admin store raise",
            "conversation",
            "conversation create",
            "conversation list",
            "conversation add",
            "conversation remove",
            "send",
            "listen",
            "chat",
            "demo",
            "check-history")) {
      out.reset();
      assertThat(execute((command + " --help").split(" "))).as(command).isZero();
      assertThat(text(out))
          .as(command)
          .contains("Usage: seqsvr " + command, "Exit codes:", "Example", "  seqsvr " + command)
          .doesNotContain("exit-with-parent", "${", "%n");
      assertThat(text(out).lines()).as(command).allMatch(line -> line.length() <= 80);
    }
    out.reset();
    assertThat(execute("--help")).isZero();
    assertThat(text(out)).contains("standalone", "check-history");
    assertThat(execute("next", "--version")).isZero();
    assertThat(text(out)).contains("seqsvr ");
  }

  @Test
  void standaloneIsPlannedAsTold() {
    assertThat(execute("standalone")).isEqualTo(42);
    assertThat(execute("standalone", "--data-dir", "d", "--offset", "7")).isEqualTo(42);

    assertThat(plans)
        .containsExactly(
            new TierPlan.Standalone(Path.of("./data"), new PortPlan(0)),
            new TierPlan.Standalone(Path.of("d"), new PortPlan(7)));
  }

  @Test
  void singleTiersTakeFileAndSettings() throws IOException {
    Path file = Files.createFile(directory.resolve("my.yml"));

    execute("store", "--config", file.toString(), "-s", "a.b=1=2", "--set", "c=");
    execute("alloc");
    execute("message", "--set", "d=e");

    assertThat(plans)
        .containsExactly(
            new TierPlan.Single(TierPlan.Tier.STORE, file, List.of("a.b=1=2", "c=")),
            new TierPlan.Single(TierPlan.Tier.ALLOC, null, List.of()),
            new TierPlan.Single(TierPlan.Tier.MESSAGE, null, List.of("d=e")));
    assertThat(execute("store", "--config", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(text(err)).endsWith("none is no readable file" + System.lineSeparator());
  }

  @Test
  void textThatBeginsWithAnAtIsNoFileOfArguments() throws IOException {
    Path file = Files.writeString(directory.resolve("bob"), "something else");
    execute("conversation", "create", "team", "--member", "alice");

    assertThat(execute("send", "team", "--from", "alice", "@" + file)).isZero();

    assertThat(messages.calls()).last().isEqualTo("send team alice @" + file);
  }

  @Test
  void checkHistoryHandsOnTheJudgement() throws IOException {
    Path good = directory.resolve("h.jsonl");
    assertThat(
            execute(
                "demo",
                "--only-seqs",
                "--server",
                "127.0.0.1:1",
                "--messages",
                "50",
                "--history",
                "" + good))
        .isZero();
    Path empty = Files.createFile(directory.resolve("empty"));

    assertThat(execute("check-history", good.toString())).isZero();
    assertThat(execute("check-history", empty.toString())).isEqualTo(2);
    assertThat(execute("check-history", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(text(out)).contains("OK: next_ok=50").contains("UNUSABLE");
  }

  @Test
  void checkHistoryLooksForLostMessagesUnlessTheHistoryIsPartial() throws IOException {
    Path lost =
        Files.writeString(
            directory.resolve("lost.jsonl"),
            """
            {"op":"send","conv":"g","sender":"u","cmid":"m","start_ns":1,"end_ns":2,"outcome":"ok","seq":1}
            {"op":"member","conv":"g","user":"v","from_seq":0}
            {"op":"device","user":"v","device":"d"}
            """);

    assertThat(execute("check-history", lost.toString())).isEqualTo(1);
    assertThat(execute("check-history", "--partial", lost.toString())).isZero();
    assertThat(text(out)).contains("VIOLATION lost: conv g v/d", "OK: send_ok=1");
  }

  private int execute(String... arguments) {
    return execute((options, timeout) -> client, arguments);
  }

  private int execute(ClientFactory clients, String... arguments) {
    return execute(clients, (options, timeout) -> store, arguments);
  }

  private int execute(ClientFactory clients, StoreAdmins stores, String... arguments) {
    Console console = new Console(stream(out), stream(err), false);
    return Main.commandLine(
            console,
            clients,
            stores,
            messages,
            InputStream.nullInputStream(),
            this::serve,
            List.of())
        .execute(arguments);
  }

  private int serve(TierPlan plan, boolean exitWithParent) {
    plans.add(plan);
    return 42;
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
