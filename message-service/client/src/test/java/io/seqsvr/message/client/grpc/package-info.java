/** Tests. */
@NullMarked
package io.seqsvr.message.client.grpc;

import org.jspecify.annotations.NullMarked;
