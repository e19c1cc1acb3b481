/// This command line as an OAuth client of its own Carnet: discovery, registration, a browser,
/// PKCE, refresh. In: an issuer and a person at a browser. Out: calls of the REST API. Trusts the
/// issuer it was told and nothing that issuer's documents say about other places.
@NullMarked
package dev.carnet.local.login;

import org.jspecify.annotations.NullMarked;
