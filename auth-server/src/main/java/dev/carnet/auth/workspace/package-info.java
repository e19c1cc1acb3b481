/// Workspaces and the people in them. In: requests of members, and the founding of the first
/// workspace. Out: workspaces and members as they are, feed rows for every role that changes.
/// Trusts the caller's role only as far as the row says the same under its lock. Never leaves a
/// workspace without an owner.
@NullMarked
package dev.carnet.auth.workspace;

import org.jspecify.annotations.NullMarked;
