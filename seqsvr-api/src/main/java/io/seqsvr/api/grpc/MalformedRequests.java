package io.seqsvr.api.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.error.SeqsvrException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A service that refuses requests which do not parse (broken bytes, strings that are not UTF-8)
 * with INVALID_ARGUMENT, where the library would answer UNKNOWN and log an error for each.
 *
 * <p>The library parses before any interceptor or service sees the request. So the marshaller
 * answers with a marker instead of throwing, and the handler refuses the marker. In a stream that
 * ends the call: the service is told that it was cancelled, and what it still writes is dropped.
 */
public final class MalformedRequests {
  private MalformedRequests() {}

  /** The same service, refusing malformed requests. Its descriptors stay the same. */
  public static ServerServiceDefinition refuse(ServerServiceDefinition service) {
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      methods.add(refusing(method));
    }
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder result = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(result::addMethod);
    return result.build();
  }

  private static <Q, R> ServerMethodDefinition<Q, R> refusing(ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    MarkingMarshaller<Q> marshaller =
        new MarkingMarshaller<>((PrototypeMarshaller<Q>) descriptor.getRequestMarshaller());
    return ServerMethodDefinition.create(
        descriptor.toBuilder(marshaller, descriptor.getResponseMarshaller()).build(),
        new RefusingHandler<>(marshaller.malformed, method.getServerCallHandler()));
  }

  private static final class MarkingMarshaller<T> implements PrototypeMarshaller<T> {
    private final PrototypeMarshaller<T> delegate;

    /** Stands for every request that does not parse; compared by identity. */
    private final T malformed;

    MarkingMarshaller(PrototypeMarshaller<T> delegate) {
      this.delegate = delegate;
      this.malformed = freshInstance(delegate);
    }

    @SuppressWarnings("unchecked") // a builder of T builds a T
    private static <T> T freshInstance(PrototypeMarshaller<T> marshaller) {
      Message prototype = (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
      return (T) prototype.newBuilderForType().buildPartial();
    }

    @Override
    public @Nullable T getMessagePrototype() {
      return delegate.getMessagePrototype();
    }

    @Override
    public Class<T> getMessageClass() {
      return delegate.getMessageClass();
    }

    @Override
    public InputStream stream(T value) {
      return delegate.stream(value);
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return delegate.parse(stream);
      } catch (StatusRuntimeException e) {
        if (e.getCause() instanceof InvalidProtocolBufferException) {
          return malformed;
        }
        throw e;
      }
    }
  }

  private record RefusingHandler<Q, R>(Q malformed, ServerCallHandler<Q, R> delegate)
      implements ServerCallHandler<Q, R> {

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
      RefusableCall<Q, R> refusable = new RefusableCall<>(call);
      return new SimpleForwardingServerCallListener<>(delegate.startCall(refusable, headers)) {
        private boolean refused;

        @Override
        @SuppressWarnings("ReferenceEquality") // the marker is one instance
        public void onMessage(Q message) {
          if (message == malformed && !refused) {
            refused = true;
            refusable.refuse(refusal());
            if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
              super.onCancel(); // a stream is under way: its service has to let go of it
            }
          }
          if (!refused) {
            super.onMessage(message);
          }
        }

        @Override
        public void onHalfClose() {
          if (!refused) {
            super.onHalfClose();
          }
        }

        @Override
        public void onReady() {
          if (!refused) {
            super.onReady();
          }
        }

        @Override
        public void onCancel() {
          if (!refused) {
            super.onCancel();
          }
        }
      };
    }
  }

  /** A call whose service may still be writing, in another thread, when it is refused. */
  private static final class RefusableCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private boolean refused;

    RefusableCall(ServerCall<Q, R> call) {
      super(call);
    }

    synchronized void refuse(StatusException refusal) {
      refused = true;
      Metadata trailers = refusal.getTrailers();
      super.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!refused) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(R message) {
      if (!refused) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!refused) {
        super.close(status, trailers);
      }
    }
  }

  private static StatusException refusal() {
    return StatusMapping.toStatus(
        SeqsvrException.invalidArgument(
            "request", "a well-formed message whose strings are UTF-8", "malformed bytes"));
  }
}
