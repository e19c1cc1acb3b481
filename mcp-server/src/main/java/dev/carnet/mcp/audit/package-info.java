/// The audit log as auditors read it here, by REST and by tool: lists, the head, the check of the
/// whole chain. In: the workspace of a caller who was let in, and filters. Out: entries and
/// verdicts as JSON. Trusts the stored bytes only as far as the check goes. Never writes, never
/// opens a disclosure, and is no entry of the log itself. Looks every minute at what came, by
/// itself.
@NullMarked
package dev.carnet.mcp.audit;

import org.jspecify.annotations.NullMarked;
