/// Signing keys and the one place that signs tokens. In: claims. Out: compact JWTs, the published
/// key set. Private keys are sealed in the database and open only here; they never leave this room.
@NullMarked
package dev.carnet.auth.signing;

import org.jspecify.annotations.NullMarked;
