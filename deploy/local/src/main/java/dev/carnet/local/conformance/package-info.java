/// `carnet conformance`: the official suite, and clients and servers that nobody here wrote,
/// against a Carnet of its own. In: the scripts of `deploy/conformance` and a Node that runs them.
/// Out: a line per group of checks and how many passed. It judges nothing itself and knows no
/// expected failure.
@NullMarked
package dev.carnet.local.conformance;

import org.jspecify.annotations.NullMarked;
