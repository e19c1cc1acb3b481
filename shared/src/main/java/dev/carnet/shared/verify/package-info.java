/// The verifier of audit logs. In: stored lines in order, the head they belong to, heads kept from
/// earlier. Out: a verdict that names the first entry that is not as it was written. It trusts
/// nothing it reads and nothing the writer does: it shares no code with it, so that a mistake there
/// is not repeated here. Never needs a database, a key or a clock, and uses constant memory.
@NullMarked
package dev.carnet.shared.verify;

import org.jspecify.annotations.NullMarked;
