/** Tests of the package of the same name. */
@NullMarked
package io.seqsvr.cli.demo.chat;

import org.jspecify.annotations.NullMarked;
