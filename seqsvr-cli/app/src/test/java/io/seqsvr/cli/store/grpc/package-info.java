/** Tests of the store's administration over gRPC. */
@NullMarked
package io.seqsvr.cli.store.grpc;

import org.jspecify.annotations.NullMarked;
