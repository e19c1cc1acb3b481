/// The database Carnet runs on: the one set of migrations, and an embedded PostgreSQL with full
/// durability for local runs and tests. In: a folder or a URL. Out: a migrated database. Never used
/// by the services themselves.
@NullMarked
package dev.carnet.database;

import org.jspecify.annotations.NullMarked;
