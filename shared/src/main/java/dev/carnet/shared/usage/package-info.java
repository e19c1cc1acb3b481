/// When keys were last used, at either service. In: a key that somebody was let in with. Out: rows
/// of `gateway.key_use`, a minute late at most. Never in the way of a request: what cannot be
/// written is lost, and costs a date in a list.
@NullMarked
package dev.carnet.shared.usage;

import org.jspecify.annotations.NullMarked;
