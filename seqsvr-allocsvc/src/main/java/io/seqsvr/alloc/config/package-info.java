/**
 * Wiring of the alloc tier: settings, servers, metrics. The only package here that knows Spring.
 */
@NullMarked
package io.seqsvr.alloc.config;

import org.jspecify.annotations.NullMarked;
