/// Revocations while replicas are paused, connections break and the database stalls, and at a
/// resource server that is not Carnet's own; and what a detector takes away by itself.
@NullMarked
package dev.carnet.journeys.revoked;

import org.jspecify.annotations.NullMarked;
