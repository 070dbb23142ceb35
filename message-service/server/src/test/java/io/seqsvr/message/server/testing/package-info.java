/**
 * Doubles of the ports, and the contracts that a double and the real thing both keep. For tests of
 * any package of this module.
 */
@NullMarked
package io.seqsvr.message.server.testing;

import org.jspecify.annotations.NullMarked;
