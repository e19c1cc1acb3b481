/// What every replica holds in memory to decide without asking: revocations, roles, keys, agents,
/// signing keys. In: one snapshot and then the feed. Out: an immutable picture and its age. Never
/// blocks a request.
@NullMarked
package dev.carnet.shared.picture;

import org.jspecify.annotations.NullMarked;
