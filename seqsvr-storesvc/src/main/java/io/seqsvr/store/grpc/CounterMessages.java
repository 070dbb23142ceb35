package io.seqsvr.store.grpc;

import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.ReadCountersReply;
import io.seqsvr.api.store.v1.ReadCountersRequest;
import io.seqsvr.api.store.v1.RefusedSection;
import io.seqsvr.api.store.v1.ReserveCountersReply;
import io.seqsvr.api.store.v1.ReserveCountersRequest;
import io.seqsvr.api.store.v1.ReserveCountersResult;
import io.seqsvr.api.store.v1.ReservedCounter;
import io.seqsvr.store.core.CounterPage;
import io.seqsvr.store.core.CounterQuery;
import io.seqsvr.store.core.CounterReserve;
import io.seqsvr.store.core.HotCounter;
import io.seqsvr.store.core.OwnedSection;
import java.util.List;

/** Translates between messages and the core's values of hot counters, without judging either. */
final class CounterMessages {
  private CounterMessages() {}

  static List<CounterReserve> reserves(ReserveCountersRequest request) {
    return request.getEntriesList().stream()
        .map(
            e ->
                new CounterReserve(
                    e.getSectionId(),
                    e.getEpoch(),
                    e.getHash(),
                    e.getExpectedMaxSeq(),
                    e.getNewMaxSeq(),
                    e.getRaise()))
        .toList();
  }

  static ReserveCountersReply reserveReply(List<CounterReserve.Result> results) {
    ReserveCountersReply.Builder reply = ReserveCountersReply.newBuilder();
    for (CounterReserve.Result done : results) {
      ReserveCountersResult.Builder result = reply.addResultsBuilder();
      StoreMessages.error(done)
          .ifPresentOrElse(result::setError, () -> result.setReserved(reserved(done.asked())));
    }
    return reply.build();
  }

  private static ReservedCounter reserved(CounterReserve reserve) {
    return ReservedCounter.newBuilder()
        .setSectionId(reserve.sectionId())
        .setHash(reserve.hash())
        .setMaxSeq(reserve.newMaxSeq())
        .build();
  }

  static CounterQuery query(ReadCountersRequest request) {
    return new CounterQuery(
        request.getSectionsList().stream()
            .map(s -> new OwnedSection(s.getSectionId(), s.getEpoch()))
            .toList(),
        request.getAfterSectionId(),
        request.getAfterHash(),
        request.getLimit());
  }

  static ReadCountersReply readReply(CounterPage page) {
    ReadCountersReply.Builder reply = ReadCountersReply.newBuilder().setMore(page.more());
    for (HotCounter counter : page.counters()) {
      reply
          .addCountersBuilder()
          .setSectionId(counter.sectionId())
          .setHash(counter.hash())
          .setMaxSeq(counter.maxSeq());
    }
    for (CounterQuery.Refused refused : page.refused()) {
      reply.addRefused(
          RefusedSection.newBuilder()
              .setSectionId(refused.sectionId())
              .setError(StatusMapping.toStoreError(refused.refusal())));
    }
    return reply.build();
  }
}
