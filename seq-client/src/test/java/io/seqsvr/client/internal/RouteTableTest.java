package io.seqsvr.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tables are accepted, and which replace which. */
class RouteTableTest {
  private static final HostPort A = new HostPort("a", 1);
  private static final HostPort B = new HostPort("b", 2);

  private static RouteTable.NodeRoute node(HostPort address, int first, int last) {
    return new RouteTable.NodeRoute(
        "n", "i", address, List.of(new RouteTable.Sections(first, last)));
  }

  private static RouteTable table(long version, String cluster, int sections, String hash) {
    return new RouteTable(version, cluster, sections, hash, List.of());
  }

  @Test
  void theSectionIsTheLowestBitsOfTheHash() {
    RouteTable table = new RouteTable(1, "c", 4, "xxh3-64", List.of(node(A, 0, 1), node(B, 3, 3)));

    assertThat(table.ownerOf(0xFFF0L)).isEqualTo(A);
    assertThat(table.ownerOf(0xFFF1L)).isEqualTo(A);
    assertThat(table.ownerOf(0xFFF2L)).isNull();
    assertThat(table.ownerOf(-1L)).isEqualTo(B);
  }

  @Test
  void impossibleTablesAreRefused() {
    assertThatThrownBy(() -> table(0, "c", 4, "xxh3-64")).hasMessageContaining("version");
    for (int sections : new int[] {0, -4, 3, 32_768}) {
      assertThatThrownBy(() -> table(1, "c", sections, "xxh3-64"))
          .hasMessageContaining("sectionCount");
    }
    assertThatThrownBy(
            () -> new RouteTable(1, "c", 4, "xxh3-64", List.of(node(A, 0, 1), node(B, 1, 3))))
        .hasMessageContaining("two owners: 1");
    for (int[] range : new int[][] {{-1, 0}, {2, 1}, {0, 4}}) {
      assertThatThrownBy(
              () -> new RouteTable(1, "c", 4, "xxh3-64", List.of(node(A, range[0], range[1]))))
          .hasMessageContaining("out of range");
    }
  }

  @Test
  void onlyAHigherVersionReplacesATable() {
    RouteBook book = new RouteBook();

    assertThat(book.version()).isZero();
    assertThat(book.adopt(table(5, "c", 4, "xxh3-64"))).isTrue();
    assertThat(book.adopt(table(5, "c", 4, "xxh3-64"))).isFalse();
    assertThat(book.adopt(table(4, "c", 4, "xxh3-64"))).isFalse();
    assertThat(book.version()).isEqualTo(5);
    assertThat(book.adopt(table(6, "c", 4, "xxh3-64"))).isTrue();
    assertThat(book.version()).isEqualTo(6);
  }

  @Test
  void anotherClusterOrItsFixedSettingsAreAMismatchEvenIfOlder() {
    RouteBook book = new RouteBook();
    assertMismatch(book, table(1, "c", 4, "md5"), "hash");
    book.adopt(table(5, "c", 4, "xxh3-64"));

    assertMismatch(book, table(6, "d", 4, "xxh3-64"), "cluster_id");
    assertMismatch(book, table(1, "d", 4, "xxh3-64"), "cluster_id");
    assertMismatch(book, table(6, "c", 8, "xxh3-64"), "section_count");
    assertThat(book.version()).isEqualTo(5);
  }

  private static void assertMismatch(RouteBook book, RouteTable table, String field) {
    assertThatThrownBy(() -> book.adopt(table))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
              assertThat(refusal.metadata()).containsEntry("field", field);
            });
  }

  @Test
  void addressesAreHostAndPort() {
    assertThat(HostPort.parse("alloc-1.example:7000"))
        .isEqualTo(new HostPort("alloc-1.example", 7000));
    assertThat(HostPort.parse("[::1]:7000")).isEqualTo(new HostPort("::1", 7000));
    assertThat(HostPort.parse("[::1]:7000")).hasToString("[::1]:7000");
    for (String bad :
        new String[] {
          "",
          "host",
          ":1",
          "host:",
          "host:0",
          "host:65536",
          "host:-1",
          "host:x",
          "::1:7000",
          "http://host:1",
          "host:99999999999"
        }) {
      assertThatThrownBy(() -> HostPort.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void loopbackIsJudgedBySpelling() {
    assertThat(List.of("localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1"))
        .allMatch(address -> HostPort.parse(address).isLoopback());
    assertThat(List.of("10.0.0.1:1", "127.example.org:1", "localhost.example.org:1", "[::2]:1"))
        .noneMatch(address -> HostPort.parse(address).isLoopback());
  }

  @Test
  void theSizeOfAnEntryIsThatOfItsUtf8() {
    int empty = new NextEntry("", "", 1).wireBytes();

    assertThat(new NextEntry("ns", "abc", 1).wireBytes()).isEqualTo(empty + 5);
    assertThat(new NextEntry("", "é€😀", 1).wireBytes()).isEqualTo(empty + 2 + 3 + 4);
  }
}
