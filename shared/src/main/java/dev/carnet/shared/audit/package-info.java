/// The hash-chained audit log, written before the act (design in ARCHITECTURE.md). In: events, from
/// any thread. Out: receipts, after the entry is durable. One writer per process, one transaction
/// per batch, one conditional update of each log's head row; what a transaction left in the outbox
/// is appended and removed together. It trusts the lock on the head row and nothing it remembers.
/// Never answers before the commit, never guesses after a lost one, never changes an entry.
@NullMarked
package dev.carnet.shared.audit;

import org.jspecify.annotations.NullMarked;
