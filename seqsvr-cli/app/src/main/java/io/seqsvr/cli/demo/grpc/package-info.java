/** What the demo does to the connections of devices. */
@NullMarked
package io.seqsvr.cli.demo.grpc;

import org.jspecify.annotations.NullMarked;
