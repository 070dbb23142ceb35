/**
 * Commands that call the message service: conversations, sending, listening, a chat in the
 * terminal. Depends on its SDK and on nothing of the servers; every call goes through {@link
 * io.seqsvr.cli.message.MessageClients}.
 */
@NullMarked
package io.seqsvr.cli.message;

import org.jspecify.annotations.NullMarked;
