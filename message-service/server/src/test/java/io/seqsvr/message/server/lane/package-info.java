@NullMarked
package io.seqsvr.message.server.lane;

import org.jspecify.annotations.NullMarked;
