/**
 * Commands that call a running service and print what it answers. Depends on the client SDK and on
 * nothing of the servers.
 */
@NullMarked
package io.seqsvr.cli.client;

import org.jspecify.annotations.NullMarked;
