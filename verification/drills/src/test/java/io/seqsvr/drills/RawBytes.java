package io.seqsvr.drills;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Requests that are sent as the bytes that they are, well-formed or not. Stateless. */
final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  private RawBytes() {}

  /** A method that takes any bytes as its request. */
  static <T> MethodDescriptor<byte[], T> requestsOf(MethodDescriptor<?, T> method) {
    return method.toBuilder(new RawBytes(), method.getResponseMarshaller()).build();
  }

  @Override
  public InputStream stream(byte[] value) {
    return new ByteArrayInputStream(value);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
