/**
 * The closed set of reasons for which this service refuses a call, shared by servers and clients.
 * On the JDK alone.
 */
@NullMarked
package io.seqsvr.api.error;

import org.jspecify.annotations.NullMarked;
