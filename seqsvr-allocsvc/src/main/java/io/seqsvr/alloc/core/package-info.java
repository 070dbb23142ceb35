/**
 * The allocator without any technology: counters, sections and their ceilings, what is reserved
 * when, and which sections this node serves. On the JDK and the cluster's core alone.
 */
@NullMarked
package io.seqsvr.alloc.core;

import org.jspecify.annotations.NullMarked;
