/**
 * Measures the message service and what it is compared with, side by side in the same run, and
 * checks what was stored. No part of the product: it may use every module.
 */
@NullMarked
package io.seqsvr.bench;

import org.jspecify.annotations.NullMarked;
