/// What the services' own tests stand on. In: a test class that asks for it. Out: a migrated
/// PostgreSQL, keysets, service passwords, and people, workspaces and tokens in it. Never part of a
/// running Carnet.
@NullMarked
package dev.carnet.testing;

import org.jspecify.annotations.NullMarked;
