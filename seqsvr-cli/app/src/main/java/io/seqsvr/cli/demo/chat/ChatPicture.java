package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.report.Band;
import io.seqsvr.cli.report.LineChart;
import io.seqsvr.cli.report.ReportPage;
import io.seqsvr.cli.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A run as a page: messages and shows per second, latency over time, kills as bands. Stateless. */
final class ChatPicture {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private ChatPicture() {}

  static ReportPage page(ChatSummary summary, Timeline timeline) {
    List<String> problems = summary.problems();
    List<LineChart> charts = new ArrayList<>();
    List<Timeline.Slice> slices = timeline.slices();
    if (!slices.isEmpty()) {
      List<Band> bands = bands(summary, timeline);
      double width = timeline.widthNanos() / NANOS_PER_SECOND;
      charts.add(
          new LineChart(
              "Messages accepted per second",
              List.of(series("messages/s", timeline, slice -> slice.accepted() / width)),
              bands));
      charts.add(
          new LineChart(
              "Messages shown on devices per second",
              List.of(series("shows/s", timeline, slice -> slice.shown() / width)),
              bands));
      charts.add(
          new LineChart(
              "From send to shown, in ms",
              List.of(
                  series("p50", timeline, slice -> slice.endToEndNanos(50) / NANOS_PER_MILLI),
                  series("p99", timeline, slice -> slice.endToEndNanos(99) / NANOS_PER_MILLI)),
              bands));
    }
    return new ReportPage(
        "seqsvr: a chat replayed through lost frames, cut connections and kill -9",
        problems.isEmpty() ? "Every promise held." : String.join("; ", problems),
        problems.isEmpty(),
        charts,
        ChatTable.of(summary).rows());
  }

  private static Series series(
      String name, Timeline timeline, ToDoubleFunction<Timeline.Slice> value) {
    List<Series.Point> points = new ArrayList<>();
    List<Timeline.Slice> slices = timeline.slices();
    for (int i = 0; i < slices.size(); i++) {
      double seconds = i * timeline.widthNanos() / NANOS_PER_SECOND;
      points.add(new Series.Point(seconds, value.applyAsDouble(slices.get(i))));
    }
    return new Series(name, points);
  }

  private static List<Band> bands(ChatSummary summary, Timeline timeline) {
    List<Band> bands = new ArrayList<>();
    for (Kill kill : summary.kills()) {
      double from = (kill.killedNanos() - timeline.originNanos()) / NANOS_PER_SECOND;
      double lasted = kill.outageNanos().orElse(0) / NANOS_PER_SECOND;
      bands.add(new Band("kill -9: " + kill.victim(), from, from + lasted, "outage"));
    }
    return bands;
  }
}
