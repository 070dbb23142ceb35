package io.seqsvr.store.grpc;

import io.seqsvr.api.store.v1.FenceLeaseReply;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.ReadLeasesReply;
import io.seqsvr.api.store.v1.RenewLeaseReply;
import io.seqsvr.api.store.v1.RenewLeaseRequest;
import io.seqsvr.store.core.LeaseDecision;
import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.RenewLease;
import io.seqsvr.store.core.SequenceStore;
import java.util.List;

/** Translates between messages and the core's values of leases, without judging either. */
final class LeaseMessages {
  private LeaseMessages() {}

  static RenewLease renew(RenewLeaseRequest request) {
    return new RenewLease(
        request.getIncarnation(),
        request.getNodeId(),
        request.getAddress(),
        request.getLeaseNanos(),
        request.getMarginNanos(),
        request.getExpectedVersion());
  }

  static RenewLeaseReply renewReply(LeaseDecision decision) {
    RenewLeaseReply.Builder reply = RenewLeaseReply.newBuilder().setDone(decision.isDone());
    decision.row().ifPresent(row -> reply.setLease(lease(row)));
    return reply.build();
  }

  static FenceLeaseReply fenceReply(LeaseDecision decision) {
    FenceLeaseReply.Builder reply = FenceLeaseReply.newBuilder().setDone(decision.isDone());
    decision.row().ifPresent(row -> reply.setLease(lease(row)));
    return reply.build();
  }

  /** A full page: there may be more. */
  static ReadLeasesReply readReply(List<LeaseRow> rows) {
    ReadLeasesReply.Builder reply =
        ReadLeasesReply.newBuilder().setMore(rows.size() == SequenceStore.MAX_LEASES);
    rows.forEach(row -> reply.addLeases(lease(row)));
    return reply.build();
  }

  private static NodeLease lease(LeaseRow row) {
    return NodeLease.newBuilder()
        .setIncarnation(row.incarnation())
        .setNodeId(row.nodeId())
        .setAddress(row.address())
        .setVersion(row.version())
        .setState(
            switch (row.state()) {
              case HELD -> NodeLease.State.HELD;
              case FENCED -> NodeLease.State.FENCED;
            })
        .setLeaseNanos(row.leaseNanos())
        .setMarginNanos(row.marginNanos())
        .setUpdatedAtMillis(row.updatedAtMillis())
        .build();
  }
}
