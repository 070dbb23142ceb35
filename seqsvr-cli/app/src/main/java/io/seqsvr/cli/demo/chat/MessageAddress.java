package io.seqsvr.cli.demo.chat;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the message service is, and how it is called.
 *
 * @param server {@code host:port}
 * @param trust PEM file with the certificates that it is trusted by, or null for plaintext
 * @param plaintext whether plaintext is allowed to other machines than this one
 */
public record MessageAddress(String server, @Nullable Path trust, boolean plaintext) {}
