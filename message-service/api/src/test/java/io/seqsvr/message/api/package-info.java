@NullMarked
package io.seqsvr.message.api;

import org.jspecify.annotations.NullMarked;
