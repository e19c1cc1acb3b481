/// Whether who asks still stands, as of this very transaction. In: a transaction and what a
/// credential hangs on. Out: the transaction goes on, or why not. Making something and revoking who
/// makes it wait for each other here; nothing that was made by who is revoked is ever missed.
@NullMarked
package dev.carnet.shared.standing;

import org.jspecify.annotations.NullMarked;
