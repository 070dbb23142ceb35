@NullMarked
package io.seqsvr.cli.demo.grpc;

import org.jspecify.annotations.NullMarked;
