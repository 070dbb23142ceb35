/** The faults, one class each: how they are caused, and what is measured. */
@NullMarked
package io.seqsvr.failover.event;

import org.jspecify.annotations.NullMarked;
