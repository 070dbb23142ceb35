package io.seqsvr.cli.report;

/**
 * A span of time that stands out in a chart.
 *
 * @param name what happened
 * @param fromSeconds begin
 * @param toSeconds end
 * @param style which of the page's band styles: {@code freeze} or {@code outage}
 */
public record Band(String name, double fromSeconds, double toSeconds, String style) {}
