/**
 * A real chat trace replayed through the message service: people come, talk and leave, frames get
 * lost, services are killed, and every device must show every message once and in order. Pure
 * parts: who has a device ({@link io.seqsvr.cli.demo.chat.Roster}), what is done ({@link
 * io.seqsvr.cli.demo.chat.Script}), what must be unread ({@link io.seqsvr.cli.demo.chat.Ledger}),
 * and what came of it ({@link io.seqsvr.cli.demo.chat.ChatSummary}). The service is behind {@link
 * io.seqsvr.cli.demo.chat.ChatGateway}, its processes behind {@link
 * io.seqsvr.cli.demo.stage.Victim}. Depends on traces, the stage, reports, the history module, the
 * message client, and the embedded servers.
 */
@NullMarked
package io.seqsvr.cli.demo.chat;

import org.jspecify.annotations.NullMarked;
