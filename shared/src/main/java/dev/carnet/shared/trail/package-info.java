/// Reading the audit log where it is stored: lists with filters, heads, streams of stored bytes,
/// and the check of a whole log with its index. In: a workspace the caller may read, a filter. Out:
/// entries as they are stored. It trusts the index for lists only; the check compares it with the
/// entries. Never writes.
@NullMarked
package dev.carnet.shared.trail;

import org.jspecify.annotations.NullMarked;
