/// The change feed: one numbered row per change, followed by every replica. In: changes in a
/// transaction, rows from PostgreSQL. Out: the same changes in order on every replica. Trusts only
/// rows it understands: another row makes the replica refuse.
@NullMarked
package dev.carnet.shared.change;

import org.jspecify.annotations.NullMarked;
