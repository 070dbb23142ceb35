package io.seqsvr.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
final class StorePropertiesTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", "")).resolve("../conf/store.yml").normalize();

  private static final StoreProperties DEFAULTS = bind(Map.of());

  @Test
  void sampleFileHoldsEveryKeyWithItsDefault() throws IOException {
    EnumerablePropertySource<?> file = file();
    assertThat(bind(file)).isEqualTo(DEFAULTS);
    assertThat(new TreeSet<>(List.of(file.getPropertyNames())))
        .containsExactly(
            "seqsvr.store.allow-unsafe-durability",
            "seqsvr.store.database.connect-timeout",
            "seqsvr.store.database.lock-wait-timeout",
            "seqsvr.store.database.migrate",
            "seqsvr.store.database.password",
            "seqsvr.store.database.paused-writer-timeout",
            "seqsvr.store.database.pool-size",
            "seqsvr.store.database.socket-timeout",
            "seqsvr.store.database.url",
            "seqsvr.store.database.username",
            "seqsvr.store.grpc.address",
            "seqsvr.store.grpc.allow-plaintext",
            "seqsvr.store.grpc.call-timeout",
            "seqsvr.store.grpc.max-queued-calls",
            "seqsvr.store.grpc.port",
            "seqsvr.store.section-count");
  }

  @Test
  void everySettingOfTheFileTakesEffect() throws IOException {
    for (String key : file().getPropertyNames()) {
      StoreProperties changed = bind(Map.of(key, other(String.valueOf(file().getProperty(key)))));
      assertThat(changed).as(key).isNotEqualTo(DEFAULTS);
    }
  }

  @Test
  void environmentVariablesSetEveryKey() {
    SystemEnvironmentPropertySource environment =
        new SystemEnvironmentPropertySource(
            "systemEnvironment",
            Map.of(
                "SEQSVR_STORE_SECTION_COUNT", "256",
                "SEQSVR_STORE_DATABASE_PASSWORD", "secret",
                "SEQSVR_STORE_DATABASE_POOL_SIZE", "3",
                "SEQSVR_STORE_GRPC_PORT", "7201"));
    StoreProperties properties = bind(environment);
    assertThat(properties.sectionCount()).isEqualTo(256);
    assertThat(properties.database().password()).isEqualTo("secret");
    assertThat(properties.database().poolSize()).isEqualTo(3);
    assertThat(properties.grpc().port()).isEqualTo(7201);
  }

  @ParameterizedTest
  @CsvSource({
    "section-count, 0, section count must be a power of two",
    "section-count, 1000, section count must be a power of two",
    "section-count, 32768, section count must be a power of two",
    "grpc.port, 65536, port must be 0..65535",
    "grpc.call-timeout, 1ms, call-timeout must be 100ms..60s",
    "grpc.max-queued-calls, 0, max-queued-calls must be 1..100000",
    "database.url, jdbc:h2:mem:x, url must start with jdbc:mysql://",
    "database.pool-size, 0, pool-size must be 1..100",
    "database.lock-wait-timeout, 1500ms, lock-wait-timeout must be whole seconds",
    "database.paused-writer-timeout, 0s, paused-writer-timeout must be 1000ms..30000ms",
    "database.socket-timeout, 2s, socket-timeout must be 2001ms..60000ms",
    "database.connect-timeout, 0s, connect-timeout must be 250ms..30000ms",
  })
  void badValuesAreNamed(String key, String value, String message) {
    assertThatThrownBy(() -> bind(Map.of("seqsvr.store." + key, value)))
        .hasStackTraceContaining(message);
  }

  @Test
  void passwordIsNotShown() {
    StoreProperties properties = bind(Map.of("seqsvr.store.database.password", "hush-hush"));
    assertThat(properties.toString() + properties.databaseSettings()).doesNotContain("hush-hush");
  }

  private static String other(String value) {
    return switch (value) {
      case "true" -> "false";
      case "false" -> "true";
      case "1024" -> "512";
      case "8", "256", "7101" -> "9";
      case "2s" -> "1s";
      case "1s", "3s", "5s" -> "7s";
      default -> value + "x";
    };
  }

  private static EnumerablePropertySource<?> file() throws IOException {
    return (EnumerablePropertySource<?>)
        new YamlPropertySourceLoader().load("store", new FileSystemResource(FILE)).get(0);
  }

  private static StoreProperties bind(Map<String, String> values) {
    return bind(new MapPropertySource("test", new LinkedHashMap<>(values)));
  }

  private static StoreProperties bind(PropertySource<?> source) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().stream()
        .map(PropertySource::getName)
        .toList()
        .forEach(environment.getPropertySources()::remove);
    environment.getPropertySources().addFirst(source);
    ConfigurationPropertySources.attach(environment);
    return Binder.get(environment).bindOrCreate("seqsvr.store", Bindable.of(StoreProperties.class));
  }
}
