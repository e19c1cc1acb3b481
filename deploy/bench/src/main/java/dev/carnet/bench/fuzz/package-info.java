/// Requests nobody meant: every parameter of every OAuth endpoint, page, REST operation and tool,
/// changed by a seeded generator. In: a running Carnet, what it says of itself, and a seed. Out: a
/// table of what was answered, and each answer that should never be given. Believes nothing but the
/// bytes that come back. The same seed makes the same choices; ids and tokens are new each time.
@NullMarked
package dev.carnet.bench.fuzz;

import org.jspecify.annotations.NullMarked;
