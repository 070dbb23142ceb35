package io.seqsvr.cli.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some sections that follow each other.
 *
 * @param first inclusive
 * @param last inclusive; {@link Integer#MAX_VALUE} for the cluster's last one
 */
record SectionRange(int first, int last) {
  /** Every section of the cluster. */
  static final SectionRange ALL = new SectionRange(0, Integer.MAX_VALUE);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  /** Reads {@code all}, {@code 7} or {@code 0-15}; empty if it is none of these. */
  static Optional<SectionRange> parse(String text) {
    if (text.equals("all")) {
      return Optional.of(ALL);
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(form.group(1));
    int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
    return first > last ? Optional.empty() : Optional.of(new SectionRange(first, last));
  }

  /** The last section of a cluster with so many; what a person has named stays as it is. */
  int lastOf(int sectionCount) {
    return last == Integer.MAX_VALUE ? sectionCount - 1 : last;
  }
}
