package io.seqsvr.alloc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** conf/alloc.yml holds every key, and says the defaults that the code has. */
class AllocPropertiesTest {
  private static final Path FILE = Path.of("..", "conf", "alloc.yml");

  @Test
  void theFileSaysTheDefaults() throws Exception {
    assertThat(bind(Map.of())).isEqualTo(fromFile());
    assertThat(fromFile().settings().maxCount()).isEqualTo(1_000);
  }

  @Test
  void whatPrintsSettingsPrintsNoCredentials() {
    AllocProperties.ZooKeeper zooKeeper =
        new AllocProperties.ZooKeeper("h:1", "/seqsvr", Duration.ofSeconds(1), "seqsvr:secret");
    assertThat(zooKeeper.toString()).contains("h:1").doesNotContain("secret");
  }

  @Test
  void theFileHoldsEveryKey() throws Exception {
    Set<String> inFile = new TreeSet<>();
    for (String name : source().getPropertyNames()) {
      inFile.add(name.replaceAll("\\[.*", ""));
    }
    assertThat(inFile)
        .containsExactlyInAnyOrder(
            "seqsvr.alloc.node-id",
            "seqsvr.alloc.advertised-address",
            "seqsvr.alloc.stores",
            "seqsvr.alloc.store-timeout",
            "seqsvr.alloc.store-ca",
            "seqsvr.alloc.peer-ca",
            "seqsvr.alloc.zookeeper.connect-string",
            "seqsvr.alloc.zookeeper.root",
            "seqsvr.alloc.zookeeper.timeout",
            "seqsvr.alloc.zookeeper.credentials",
            "seqsvr.alloc.lease",
            "seqsvr.alloc.weight",
            "seqsvr.alloc.step",
            "seqsvr.alloc.max-step",
            "seqsvr.alloc.max-count",
            "seqsvr.alloc.max-batch-entries",
            "seqsvr.alloc.initial-slots",
            "seqsvr.alloc.max-slots",
            "seqsvr.alloc.max-hot-counters",
            "seqsvr.alloc.grpc.address",
            "seqsvr.alloc.grpc.port",
            "seqsvr.alloc.http.address",
            "seqsvr.alloc.http.port",
            "seqsvr.alloc.management.address",
            "seqsvr.alloc.management.port",
            "seqsvr.alloc.allow-plaintext");
    assertThat(AllocProperties.class.getRecordComponents()).hasSize(20);
  }

  @Test
  void settingsOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> bind(Map.of("seqsvr.alloc.step", "1")).settings())
        .hasMessageContaining("step must be 2..");
    assertThatThrownBy(() -> bind(Map.of("seqsvr.alloc.max-step", "5")).settings())
        .hasMessageContaining("max-step must be 10000..");
    assertThatThrownBy(() -> bind(Map.of("seqsvr.alloc.lease", "10ms")).settings())
        .hasMessageContaining("100 ms");
    assertThatThrownBy(() -> bind(Map.of("seqsvr.alloc.store-timeout", "99ms")).settings())
        .hasMessageContaining("store-timeout must be 100 ms..60 s");
    assertThatThrownBy(() -> bind(Map.of("seqsvr.alloc.weight", "0")).share())
        .hasMessageContaining("weight must be 1..1000");
    assertThatThrownBy(() -> bind(Map.of("seqsvr.alloc.max-slots", "1000")).settings())
        .hasMessageContaining("max-slots must be a power of two");
  }

  @Test
  void aWildcardIsNoAddressForClients() {
    assertThat(bind(Map.of()).advertised()).isEqualTo("127.0.0.1:7201");
    assertThatThrownBy(() -> bind(Map.of("seqsvr.alloc.grpc.address", "0.0.0.0")).advertised())
        .hasMessageContaining("advertised-address must be set");
    assertThat(
            bind(Map.of(
                    "seqsvr.alloc.grpc.address", "0.0.0.0",
                    "seqsvr.alloc.advertised-address", "alloc-1.internal:7201"))
                .advertised())
        .isEqualTo("alloc-1.internal:7201");
  }

  @Test
  void plaintextIsCheckedWhereTheServersListen() {
    List<String> keys =
        List.of("spring.grpc.server.address", "server.address", "management.server.address");
    for (String open : keys) {
      Map<String, Object> addresses = new HashMap<>();
      keys.forEach(key -> addresses.put(key, "127.0.0.1"));
      StandardEnvironment environment = new StandardEnvironment();
      environment.getPropertySources().addFirst(new MapPropertySource("test", addresses));
      Plaintext.checkListening(environment, false);
      addresses.put(open, "0.0.0.0");
      assertThatThrownBy(() -> Plaintext.checkListening(environment, false))
          .hasMessageContaining("refusing to listen on 0.0.0.0");
      Plaintext.checkListening(environment, true);
    }
  }

  @Test
  void plaintextStaysOnTheMachineUnlessSomebodySaysOtherwise() {
    Plaintext.checkListening("127.0.0.1", false);
    Plaintext.checkListening("0.0.0.0", true);
    assertThatThrownBy(() -> Plaintext.checkListening("0.0.0.0", false))
        .hasMessageContaining("seqsvr.alloc.allow-plaintext");
    Plaintext.checkCalling("127.0.0.1:7101", false);
    Plaintext.checkCalling("192.0.2.1:7101", true);
    assertThatThrownBy(() -> Plaintext.checkCalling("192.0.2.1:7101", false))
        .hasMessageContaining("192.0.2.1:7101")
        .hasMessageContaining("seqsvr.alloc.store-ca");
  }

  @Test
  void otherNodesAreCalledWithoutEncryptionOnThisMachineOnly() {
    for (String local : List.of("127.0.0.1:1", "localhost:1", "[::1]:1")) {
      Plaintext.checkCallingPeer(local, false);
    }
    Plaintext.checkCallingPeer("192.0.2.1:1", true);
    for (String remote : List.of("192.0.2.1:1", "127.example.org:1", "localhost.evil:1")) {
      assertThatThrownBy(() -> Plaintext.checkCallingPeer(remote, false))
          .hasMessageContaining(remote)
          .hasMessageContaining("seqsvr.alloc.peer-ca");
    }
  }

  private static AllocProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("seqsvr.alloc", AllocProperties.class);
  }

  private static AllocProperties fromFile() throws Exception {
    return new Binder(ConfigurationPropertySources.from(source()))
        .bind("seqsvr.alloc", AllocProperties.class)
        .get();
  }

  private static EnumerablePropertySource<?> source() throws Exception {
    List<PropertySource<?>> sources =
        new YamlPropertySourceLoader().load("alloc", new FileSystemResource(FILE));
    return (EnumerablePropertySource<?>) sources.get(0);
  }
}
