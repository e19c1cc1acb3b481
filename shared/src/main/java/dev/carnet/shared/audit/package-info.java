/// The hash-chained audit log, written before the act (design in ARCHITECTURE.md). In: events. Out:
/// receipts, after the entry is durable. One writer per process, one conditional update per batch.
@NullMarked
package dev.carnet.shared.audit;

import org.jspecify.annotations.NullMarked;
