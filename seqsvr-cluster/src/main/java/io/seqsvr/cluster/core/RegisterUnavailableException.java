package io.seqsvr.cluster.core;

import java.io.Serial;

/**
 * A register did not answer. A write that ends so may have taken effect or may still do so; who
 * sent it reads the register again before it concludes anything.
 */
public class RegisterUnavailableException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public RegisterUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
