package io.seqsvr.message.server.core;

/** A conversation of a user with what is unread in it. */
public record ConversationState(Visibility visibility, ReadState read) {}
