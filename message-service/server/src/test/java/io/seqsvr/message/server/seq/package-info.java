@NullMarked
package io.seqsvr.message.server.seq;

import org.jspecify.annotations.NullMarked;
