/** Tests of settings and of the whole service. */
@NullMarked
package io.seqsvr.message.server.config;

import org.jspecify.annotations.NullMarked;
