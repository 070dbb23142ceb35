package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller gets from a cluster that works, over real connections. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeqClientTest {
  private final FakeCluster cluster = FakeCluster.ofOneNode();
  private final SeqClient client = SeqClient.builder(cluster.node(0).address()).build();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void numbersOfAConversationGoUpFromOne() {
    assertThat(client.next("room-1")).isEqualTo(1);
    assertThat(client.next("room-1")).isEqualTo(2);
    assertThat(client.next("room-2")).isEqualTo(1);
  }

  @Test
  void aBlockIsContiguous() {
    client.next("room-1");

    SeqRange range = client.next("", "room-1", 5);

    assertThat(range).isEqualTo(new SeqRange(2, 5));
    assertThat(range.last()).isEqualTo(6);
    assertThat(range.stream()).containsExactly(2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void namespacesAreApart() {
    assertThat(client.next("orders", "room-1", 3).first()).isEqualTo(1);
    assertThat(client.next("chat", "room-1", 1).first()).isEqualTo(1);
    assertThat(client.next("orders", "room-1", 1).first()).isEqualTo(4);
  }

  @Test
  void asyncCallsGiveTheSame() {
    assertThat(client.nextAsync("", "room-1", 2).join()).isEqualTo(new SeqRange(1, 2));
    assertThat(client.currentAsync("", "room-1").join()).isEqualTo(new CurrentSeq(2, true));
  }

  @Test
  void currentTakesNothing() {
    client.next("", "room-1", 7);

    assertThat(client.current("", "room-1")).isEqualTo(new CurrentSeq(7, true));
    assertThat(client.current("", "room-1")).isEqualTo(new CurrentSeq(7, true));
    assertThat(client.current("", "never-used")).isEqualTo(new CurrentSeq(0, true));
  }

  @Test
  void oddIdsAreTakenByteByByte() {
    for (String odd :
        new String[] {"\0", "😀", "é", "e\u0301", "' OR 1=1", "../", "%00", "A", "a "}) {
      assertThat(client.next(odd)).as("first seq of %s", odd).isEqualTo(1);
    }
  }

  @Test
  void routesTellWhoOwnsWhat() {
    Routes routes = client.routes();

    assertThat(routes.version()).isEqualTo(2);
    assertThat(routes.clusterId()).isEqualTo("a".repeat(32));
    assertThat(routes.sectionCount()).isEqualTo(FakeCluster.SECTIONS);
    assertThat(routes.hash()).isEqualTo("xxh3-64");
    assertThat(routes.nodes()).hasSize(1);
    assertThat(routes.nodes().get(0).address()).isEqualTo(cluster.node(0).address());
    assertThat(routes.nodes().get(0).sections()).containsExactly(new Routes.Sections(0, 15));
  }

  @Test
  void aDeadlineOfTenYearsIsFine() {
    try (SeqClient patient =
        SeqClient.builder(cluster.node(0).address()).timeout(Duration.ofDays(3_653)).build()) {
      assertThat(patient.next("room-1")).isEqualTo(1);
      assertThat(patient.current("", "room-1").seq()).isEqualTo(1);
      assertThat(patient.routes().version()).isEqualTo(2);
    }
  }
}
