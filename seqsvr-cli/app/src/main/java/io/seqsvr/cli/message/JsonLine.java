package io.seqsvr.cli.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.message.client.ConversationInfo;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.SendReceipt;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the commands print for programs: one JSON object without a line feed. Names and order of the
 * fields are part of the commands' interface. Stateless.
 */
final class JsonLine {
  private static final JsonFactory JSON = new JsonFactory();

  @FunctionalInterface
  private interface Fields {
    void writeTo(JsonGenerator json);
  }

  private JsonLine() {}

  static String conversation(String conversation) {
    return encode(json -> json.writeStringProperty("conversation", conversation));
  }

  static String created(String conversation, boolean created) {
    return encode(
        json -> {
          json.writeStringProperty("conversation", conversation);
          json.writeBooleanProperty("created", created);
        });
  }

  static String changed(String conversation, String change, int count) {
    return encode(
        json -> {
          json.writeStringProperty("conversation", conversation);
          json.writeNumberProperty(change, count);
        });
  }

  static String info(ConversationInfo info) {
    return encode(
        json -> {
          json.writeStringProperty("conversation", info.conversation());
          json.writeNumberProperty("head_seq", info.headSeq());
          json.writeNumberProperty("unread", info.unread());
          json.writeNumberProperty("read_seq", info.readSeq());
          json.writeNumberProperty("joined_seq", info.joinedSeq());
          info.leftSeq().ifPresent(seq -> json.writeNumberProperty("left_seq", seq));
        });
  }

  static String receipt(SendReceipt receipt) {
    return encode(
        json -> {
          json.writeNumberProperty("seq", receipt.seq());
          json.writeNumberProperty("prev_seq", receipt.prevSeq());
          json.writeStringProperty("server_msg_id", receipt.serverMsgId());
          json.writeBooleanProperty("duplicate", receipt.duplicate());
          json.writeNumberProperty("server_time", receipt.serverTimeMillis());
        });
  }

  static String message(Incoming message) {
    return encode(
        json -> {
          json.writeStringProperty("conversation", message.conversation());
          json.writeNumberProperty("seq", message.seq());
          json.writeNumberProperty("prev_seq", message.prevSeq());
          json.writeStringProperty("sender", message.sender());
          json.writeStringProperty("client_msg_id", message.clientMsgId());
          json.writeStringProperty("server_msg_id", message.serverMsgId());
          json.writeNumberProperty("server_time", message.serverTimeMillis());
          json.writeStringProperty("kind", message.kind().name().toLowerCase(Locale.ROOT));
          byte[] body = message.body();
          text(body)
              .ifPresentOrElse(
                  text -> json.writeStringProperty("text", text),
                  () ->
                      json.writeStringProperty(
                          "body_base64", Base64.getEncoder().encodeToString(body)));
        });
  }

  /** A body as text; empty if it is not UTF-8. */
  static Optional<String> text(byte[] body) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String encode(Fields fields) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      fields.writeTo(json);
      json.writeEndObject();
    }
    return line.toString();
  }
}
