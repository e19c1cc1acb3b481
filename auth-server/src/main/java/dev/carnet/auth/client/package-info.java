/// OAuth clients: who registers, with which redirect URIs, and how a client proves itself. In:
/// registration metadata, client credentials. Out: clients, or a refusal. Trusts only what was
/// registered; fetches no URL, ever.
@NullMarked
package dev.carnet.auth.client;

import org.jspecify.annotations.NullMarked;
