/// Looks through texts for whoever asks: orders to a model, plain or disguised, and secrets. In: a
/// text or a JSON tree. Out: what was found, where, and a verdict; nothing of it is kept but the
/// count. The same looking that filters results; never a model, so the same text always gets the
/// same verdict.
@NullMarked
package dev.carnet.mcp.scan;

import org.jspecify.annotations.NullMarked;
