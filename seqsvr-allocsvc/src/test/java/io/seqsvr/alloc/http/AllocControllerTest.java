package io.seqsvr.alloc.http;

import static org.mockito.Mockito.mock;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.seqsvr.alloc.core.AllocNode;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** Hunts bad requests that get the container's answer instead of the service's. */
class AllocControllerTest {
  private final MockMvc http =
      MockMvcBuilders.standaloneSetup(new AllocController(mock(AllocNode.class))).build();

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
