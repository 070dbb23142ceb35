package io.seqsvr.bench.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
  @Test
  void crossTheirPipeUnchanged() throws IOException {
    ServerSettings settings =
        new ServerSettings(Map.of("store-url", "jdbc:x?a=b", "seqsvr.store.x", "1", "z", ""));

    String lines = settings.toLines() + "after";
    BufferedReader in = new BufferedReader(new StringReader(lines));
    assertThat(ServerSettings.read(in)).isEqualTo(settings);
    assertThat(in.readLine()).isEqualTo("after");
    assertThat(settings.of("seqsvr.store.")).isEqualTo(Map.of("seqsvr.store.x", "1"));
  }

  @Test
  void aSettingIsOneLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ServerSettings(Map.of("a", "b\nc=d")));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServerSettings(Map.of("a=b", "c")));
  }

  @Test
  void doNotTellThePassword() {
    assertThat(new ServerSettings(Map.of(ServerSettings.PASSWORD, "secret")).toString())
        .doesNotContain("secret");
  }
}
