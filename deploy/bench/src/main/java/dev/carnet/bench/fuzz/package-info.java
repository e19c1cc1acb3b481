/// Requests nobody meant: every parameter of every OAuth endpoint and page, changed by a seeded
/// generator. In: a running Carnet and a seed. Out: a table of what was answered, and each answer
/// that should never be given. Believes nothing but the bytes that come back, and repeats itself
/// exactly for the same seed.
@NullMarked
package dev.carnet.bench.fuzz;

import org.jspecify.annotations.NullMarked;
