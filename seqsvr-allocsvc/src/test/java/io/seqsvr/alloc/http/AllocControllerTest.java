package io.seqsvr.alloc.http;

import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.Allocator;
import io.seqsvr.alloc.core.CurrentSeq;
import io.seqsvr.alloc.grpc.ForwardedCalls;
import io.seqsvr.alloc.grpc.OutcomeUnknownException;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/**
 * Hunts bad requests that get the container's answer instead of the service's, and calls for other
 * nodes that are refused, or claimed to be refused when nobody knows.
 */
class AllocControllerTest {
  private final Allocator allocator = mock(Allocator.class);
  private final AllocNode node = mock(AllocNode.class);
  private final ForwardedCalls elsewhere = mock(ForwardedCalls.class);
  private final MockMvc http =
      MockMvcBuilders.standaloneSetup(new AllocController(node, elsewhere)).build();

  @BeforeEach
  void ownNothing() {
    SeqsvrException notOwner =
        SeqsvrException.retryable(ErrorReason.NOT_OWNER, "not here", Duration.ofMillis(50));
    when(node.allocator()).thenReturn(allocator);
    when(allocator.next(anyString(), anyString(), anyLong())).thenThrow(notOwner);
    when(allocator.current(anyString(), anyString())).thenThrow(notOwner);
  }

  private ResultActions afterwards(MockHttpServletRequestBuilder request) throws Exception {
    MvcResult started = http.perform(request).andExpect(request().asyncStarted()).andReturn();
    return http.perform(asyncDispatch(started));
  }

  @Test
  void whatAnotherNodeOwnsIsAnsweredByIt() throws Exception {
    when(elsewhere.next("n", "c", 3))
        .thenReturn(Optional.of(CompletableFuture.completedFuture(7L)));
    when(elsewhere.next("", "k", 1)).thenReturn(Optional.of(CompletableFuture.completedFuture(8L)));
    when(elsewhere.current("", "c"))
        .thenReturn(Optional.of(CompletableFuture.completedFuture(new CurrentSeq(9, true))));

    afterwards(
            post("/v1/next").param("namespace", "n").param("conversation", "c").param("count", "3"))
        .andExpect(jsonPath("first").value(7))
        .andExpect(jsonPath("count").value(3));
    afterwards(get("/api/segment/get/k")).andExpect(content().string("8"));
    afterwards(get("/v1/current").param("conversation", "c"))
        .andExpect(jsonPath("seq").value(9))
        .andExpect(jsonPath("exact").value(true));
  }

  @Test
  void withoutAnotherOwnerTheRefusalStands() throws Exception {
    when(elsewhere.next(anyString(), anyString(), anyLong())).thenReturn(Optional.empty());

    http.perform(post("/v1/next").param("conversation", "c"))
        .andExpect(status().isServiceUnavailable())
        .andExpect(header().string("Retry-After", "1"))
        .andExpect(jsonPath("reason").value("NOT_OWNER"));
  }

  @Test
  void theOwnersRefusalIsTheAnswer() throws Exception {
    when(elsewhere.next("", "k", 1))
        .thenReturn(
            Optional.of(
                CompletableFuture.failedFuture(
                    SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "at the end"))));

    afterwards(get("/api/segment/get/k"))
        .andExpect(status().isConflict())
        .andExpect(jsonPath("reason").value("SEQ_EXHAUSTED"));
  }

  @Test
  void noAnswerIsNoRefusal() throws Exception {
    OutcomeUnknownException late = mock(OutcomeUnknownException.class);
    when(late.isLate()).thenReturn(true);
    OutcomeUnknownException broken = mock(OutcomeUnknownException.class);
    when(elsewhere.next("", "c", 1))
        .thenReturn(Optional.of(CompletableFuture.failedFuture(late)))
        .thenReturn(Optional.of(CompletableFuture.failedFuture(broken)));

    afterwards(post("/v1/next").param("conversation", "c"))
        .andExpect(status().isGatewayTimeout())
        .andExpect(jsonPath("reason").doesNotExist());
    afterwards(post("/v1/next").param("conversation", "c"))
        .andExpect(status().isBadGateway())
        .andExpect(jsonPath("reason").doesNotExist());
  }

  @Test
  void aMissingParameterIsRefusedByName() throws Exception {
    http.perform(post("/v1/next"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("reason").value("INVALID_ARGUMENT"))
        .andExpect(jsonPath("metadata.field").value("conversation"));
  }

  @Test
  void aParameterOfTheWrongTypeIsRefusedByName() throws Exception {
    http.perform(post("/v1/next").param("conversation", "c1").param("count", "many"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("reason").value("INVALID_ARGUMENT"))
        .andExpect(jsonPath("metadata.field").value("count"));
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws Exception {
    http.perform(
            get("/v1/current")
                .with(
                    request ->
                        new MockHttpServletRequest(request.getServletContext()) {
                          {
                            setMethod(request.getMethod());
                            setRequestURI(request.getRequestURI());
                          }

                          @Override
                          public String[] getParameterValues(String name) {
                            throw new InvalidParameterException("as Tomcat does for %FF");
                          }
                        }))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("reason").value("INVALID_ARGUMENT"))
        .andExpect(jsonPath("metadata.field").value("query"));
  }
}
