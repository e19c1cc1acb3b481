/// OAuth clients: who registers, with which redirect URIs, and how a client proves itself. In:
/// registration metadata, metadata documents, client credentials. Out: clients, or a refusal.
/// Trusts only what was registered or what stands at a client's own URL; fetches nothing but by the
/// guard.
@NullMarked
package dev.carnet.auth.client;

import org.jspecify.annotations.NullMarked;
