/**
 * Commands that serve until they are told to stop, and what a server process owes its surroundings:
 * port checks, the READY line, a clean end. How tiers are made is behind {@link TierLauncher}.
 */
@NullMarked
package io.seqsvr.cli.server;

import org.jspecify.annotations.NullMarked;
