/// What a workspace thinks of clients: `sanctioned`, `unauthorized` or `blocked`, by client id, by
/// domain, and for all others. In: rules of admins, and every grant's question whether it may go
/// on. Out: yes, or a refusal; a client that becomes blocked loses what it holds in the same
/// transaction. Trusts a name or domain only as far as redirect URIs or a document's own host prove
/// it. Compares hosts label by label, never by pattern.
@NullMarked
package dev.carnet.auth.policy;

import org.jspecify.annotations.NullMarked;
