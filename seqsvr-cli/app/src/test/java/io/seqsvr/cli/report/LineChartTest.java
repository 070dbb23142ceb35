package io.seqsvr.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Hunts pictures that browsers would not draw, and axes that lie. */
final class LineChartTest {
  @Test
  void ticksAreRoundAndReachTheLargestValue() {
    assertThat(Scale.upTo(0, 6, 0, 100).ticks())
        .containsExactly(0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0);
    assertThat(Scale.upTo(30, 6, 0, 100).ticks())
        .containsExactly(0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0);
    assertThat(Scale.upTo(31, 6, 0, 100).ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0);
    assertThat(Scale.upTo(1e6, 6, 0, 100).ticks()).hasSize(6).endsWith(1e6);
  }

  @Test
  void positionsAreLinear() {
    Scale down = Scale.upTo(100, 5, 300, 0);

    assertThat(down.position(0)).isEqualTo(300);
    assertThat(down.position(100)).isEqualTo(0);
    assertThat(down.position(25)).isEqualTo(225);
  }

  @Test
  void pictureIsWellFormedWhateverTheNames() throws Exception {
    Series line =
        new Series("<b> & \"c\"", List.of(new Series.Point(0, 0), new Series.Point(1.5, 12_345)));
    LineChart chart =
        new LineChart("<title>", List.of(line), List.of(new Band("a<b", 0.2, 0.7, "outage")));

    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(chart.toSvg().getBytes(StandardCharsets.UTF_8)));

    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(1);
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("<b> & \"c\"");
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1);
  }

  @Test
  void pageNeedsNothingElse() {
    String html = new ReportPage("t", "OK", true, List.of(), List.of(List.of("a", "<1>"))).toHtml();

    assertThat(html)
        .startsWith("<!doctype html>")
        .contains("<td>&lt;1&gt;</td>")
        .doesNotContain("http", "<script", "src=");
  }
}
