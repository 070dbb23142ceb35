/** Results as a picture: one HTML page with inline SVG, no script, nothing to load. JDK alone. */
@NullMarked
package io.seqsvr.cli.report;

import org.jspecify.annotations.NullMarked;
