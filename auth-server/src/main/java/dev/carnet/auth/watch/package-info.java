/// Detectors on the side of who issues, and what is done about all of them. In: replays, silence,
/// keys, registrations, and the orders of events that want something taken away. Out: security
/// events, and revocations: an order is carried out by whoever claims its row, in the transaction
/// that ends what it names. Trusts that whoever wrote an order was allowed to.
@NullMarked
package dev.carnet.auth.watch;

import org.jspecify.annotations.NullMarked;
