package io.seqsvr.cli.demo.seqs;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqOutcomeUnknownException;

/** Seqs from a service, through the client SDK. Thread-safe, as its client is. */
record ClientSource(SeqClient client) implements SeqSource {
  @Override
  public Answer next(String conversation) {
    try {
      return new Answer.Issued(client.next(conversation));
    } catch (SeqsvrException e) {
      return new Answer.Refused(e);
    } catch (SeqOutcomeUnknownException e) {
      return new Answer.Unknown(String.valueOf(e.getMessage()));
    }
  }
}
