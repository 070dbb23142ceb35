package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which hot counters are wanted.
 *
 * @param sections in the order of their ids, none twice
 * @param afterSectionId with {@code afterHash}: the last counter of the page before; both 0 for the
 *     first page
 * @param limit most counters of the page
 */
public record CounterQuery(
    List<OwnedSection> sections, int afterSectionId, long afterHash, int limit) {
  /** Largest {@code limit}. */
  public static final int MAX_LIMIT = 20_000;

  public CounterQuery {
    sections = List.copyOf(sections);
  }

  /** Checks every field but the section ids. */
  void validate() {
    for (int i = 0; i < sections.size(); i++) {
      Fields.checkRange("sections[" + i + "].epoch", sections.get(i).epoch(), 1, Long.MAX_VALUE);
    }
    if (afterHash == 0 && afterSectionId != 0) {
      throw SeqsvrException.invalidArgument("after_hash", "not 0 after the first page", "0");
    }
    Fields.checkRange("limit", limit, 1, MAX_LIMIT);
  }

  /** Whether it is the first page: no counter has the hash 0, so that 0 is no place to go on. */
  public boolean isFirstPage() {
    return afterHash == 0;
  }

  /**
   * Which sections the caller owns; pure.
   *
   * @param rows of all sections, of the same moment as the counters that are read
   */
  public Served serve(Map<Integer, SectionRow> rows) {
    List<SectionRow> owned = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    for (OwnedSection section : sections) {
      SectionRow row = rows.get(section.sectionId());
      if (row == null) {
        throw new IllegalStateException("the row of section " + section.sectionId() + " is gone");
      }
      Optional<SeqsvrException> refusal = Refusals.ofOwner(row, section.epoch());
      refusal.ifPresentOrElse(
          r -> refused.add(new Refused(section.sectionId(), r)), () -> owned.add(row));
    }
    return new Served(owned, refused);
  }

  /** A section whose counters the caller is not told. */
  public record Refused(int sectionId, SeqsvrException refusal) {}

  /** The rows of the sections whose counters are to be read, and the sections that are refused. */
  public record Served(List<SectionRow> owned, List<Refused> refused) {
    public Served {
      owned = List.copyOf(owned);
      refused = List.copyOf(refused);
    }
  }
}
