package io.seqsvr.message.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.message.server.delivery.DeliverySettings;
import io.seqsvr.message.server.lane.LaneSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

/** The sample file, the defaults and the environment say the same; bad values are named. */
final class MessagePropertiesTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", "")).resolve("../../conf/message.yml").normalize();

  private static final MessageProperties DEFAULTS = bind(Map.of());

  @Test
  void sampleFileHoldsEveryKeyWithItsDefault() throws IOException {
    EnumerablePropertySource<?> file = file();
    assertThat(bind(file)).isEqualTo(DEFAULTS);
    assertThat(new TreeSet<>(List.of(file.getPropertyNames())))
        .containsExactly(
            "seqsvr.message.alloc-ca",
            "seqsvr.message.alloc-timeout",
            "seqsvr.message.allocs[0]",
            "seqsvr.message.allow-plaintext",
            "seqsvr.message.allow-unsafe-durability",
            "seqsvr.message.database.connect-timeout",
            "seqsvr.message.database.lock-wait-timeout",
            "seqsvr.message.database.migrate",
            "seqsvr.message.database.password",
            "seqsvr.message.database.paused-writer-timeout",
            "seqsvr.message.database.pool-size",
            "seqsvr.message.database.socket-timeout",
            "seqsvr.message.database.url",
            "seqsvr.message.database.username",
            "seqsvr.message.delivery.cache-size",
            "seqsvr.message.delivery.heartbeat",
            "seqsvr.message.delivery.max-connections",
            "seqsvr.message.delivery.max-connections-per-user",
            "seqsvr.message.delivery.max-resend",
            "seqsvr.message.delivery.retries",
            "seqsvr.message.delivery.retry-base",
            "seqsvr.message.delivery.window-messages",
            "seqsvr.message.delivery.window-size",
            "seqsvr.message.grpc.address",
            "seqsvr.message.grpc.max-queued-calls",
            "seqsvr.message.grpc.port",
            "seqsvr.message.lanes.count",
            "seqsvr.message.lanes.linger",
            "seqsvr.message.lanes.max-batch",
            "seqsvr.message.lanes.max-queued",
            "seqsvr.message.lanes.max-queued-size",
            "seqsvr.message.lanes.send-timeout",
            "seqsvr.message.lanes.workers",
            "seqsvr.message.start-timeout");
  }

  @Test
  void everySettingOfTheFileTakesEffect() throws IOException {
    for (String key : file().getPropertyNames()) {
      MessageProperties changed = bind(Map.of(key, other(String.valueOf(file().getProperty(key)))));
      assertThat(changed).as(key).isNotEqualTo(DEFAULTS);
    }
  }

  @Test
  void environmentVariablesSetEveryKey() {
    SystemEnvironmentPropertySource environment =
        new SystemEnvironmentPropertySource(
            "systemEnvironment",
            Map.of(
                "SEQSVR_MESSAGE_ALLOCS", "a:1,b:2",
                "SEQSVR_MESSAGE_LANES_MAX_QUEUED_SIZE", "2MB",
                "SEQSVR_MESSAGE_DATABASE_PASSWORD", "secret",
                "SEQSVR_MESSAGE_GRPC_PORT", "7302"));
    MessageProperties properties = bind(environment);
    assertThat(properties.allocs()).containsExactly("a:1", "b:2");
    assertThat(properties.lanes().maxQueuedSize().toMegabytes()).isEqualTo(2);
    assertThat(properties.database().password()).isEqualTo("secret");
    assertThat(properties.grpc().port()).isEqualTo(7302);
  }

  /** What the parts are told when nothing is set is what the design says. */
  @Test
  void defaultsAreThoseOfTheParts() {
    assertThat(DEFAULTS.lanes().settings()).isEqualTo(LaneSettings.defaults());
    assertThat(DEFAULTS.delivery().settings()).isEqualTo(DeliverySettings.defaults());
  }

  @ParameterizedTest
  @CsvSource({
    "alloc-timeout, 1ms, alloc-timeout must be 100ms..30000ms",
    "start-timeout, 1h, start-timeout must be 1000ms..600000ms",
    "lanes.count, 100, 'lanes.count must be a power of two, 1..4096'",
    "lanes.count, 8192, 'lanes.count must be a power of two, 1..4096'",
    "lanes.workers, 0, lanes.workers must be 1..64",
    "lanes.max-batch, 501, lanes.max-batch must be 1..500",
    "lanes.linger, 1s, lanes.linger must be 0ms..100ms",
    "lanes.max-queued, 0, lanes.max-queued must be 4..1000000",
    "lanes.max-queued-size, 1KB, lanes.max-queued-size must be 1024KB..67108864KB",
    "lanes.send-timeout, 1ms, lanes.send-timeout must be 100ms..60000ms",
    "delivery.retry-base, 1ms, delivery.retry-base must be 100ms..60000ms",
    "delivery.retries, 0, delivery.retries must be 1..10",
    "delivery.max-resend, 0, delivery.max-resend must be 1..1000",
    "delivery.window-messages, 1, delivery.window-messages must be 2..10000",
    "delivery.window-size, 1KB, delivery.window-size must be 64KB..65536KB",
    "delivery.heartbeat, 1ms, delivery.heartbeat must be 100ms..600000ms",
    "delivery.cache-size, 1KB, delivery.cache-size must be 1024KB..67108864KB",
    "delivery.max-connections, 0, delivery.max-connections must be 1..1000000",
    "delivery.max-connections-per-user, 0, delivery.max-connections-per-user must be 1..10000",
    "grpc.port, 65536, grpc.port must be 0..65535",
    "grpc.max-queued-calls, 0, grpc.max-queued-calls must be 1..100000",
    "database.url, jdbc:h2:mem:x, url must start with jdbc:mysql://",
    "database.pool-size, 8, 'database.pool-size must be above lanes.workers, which is 8: 8'",
    "database.socket-timeout, 2s, socket-timeout must be 2001ms..60000ms",
  })
  void badValuesAreNamed(String key, String value, String message) {
    assertThatThrownBy(() -> bind(Map.of("seqsvr.message." + key, value)))
        .hasStackTraceContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, false, false, true",
    "0.0.0.0, true, false, false",
    "0.0.0.0, false, true, false",
    "127.0.0.1, false, false, false",
    "::1, false, false, false"
  })
  void plaintextStaysOnThisMachineUnlessAllowed(
      String address, boolean allowed, boolean tls, boolean refused) {
    ListenAddress listening = new ListenAddress(address, 0);
    if (refused) {
      assertThatThrownBy(() -> listening.checkPlaintext(tls, allowed))
          .isInstanceOf(MessageStartException.class)
          .hasMessageContaining("seqsvr.message.allow-plaintext=true");
    } else {
      listening.checkPlaintext(tls, allowed);
    }
  }

  @Test
  void passwordIsNotShown() {
    MessageProperties properties = bind(Map.of("seqsvr.message.database.password", "hush-hush"));
    assertThat(properties.toString() + properties.databaseSettings()).doesNotContain("hush-hush");
  }

  private static String other(String value) {
    return switch (value) {
      case "true" -> "false";
      case "false" -> "true";
      case "256MB", "64MB", "1MB" -> "2MB";
      case "1024", "256", "8", "4" -> "2";
      case "2000", "500", "32", "100000", "100", "7301", "16" -> "20";
      case "2s", "0ms" -> value.equals("2s") ? "1s" : "1ms";
      case "30s", "5s", "1s", "3s" -> "7s";
      default -> value + "x";
    };
  }

  private static EnumerablePropertySource<?> file() throws IOException {
    return (EnumerablePropertySource<?>)
        new YamlPropertySourceLoader().load("message", new FileSystemResource(FILE)).get(0);
  }

  private static MessageProperties bind(Map<String, String> values) {
    return bind(new MapPropertySource("test", new LinkedHashMap<>(values)));
  }

  private static MessageProperties bind(PropertySource<?> source) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().stream()
        .map(PropertySource::getName)
        .toList()
        .forEach(environment.getPropertySources()::remove);
    environment.getPropertySources().addFirst(source);
    ConfigurationPropertySources.attach(environment);
    return Binder.get(environment)
        .bindOrCreate("seqsvr.message", Bindable.of(MessageProperties.class));
  }
}
