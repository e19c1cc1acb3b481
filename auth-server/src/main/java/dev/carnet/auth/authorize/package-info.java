/// The authorization endpoint: may this client ask this person for this? In: the request of a
/// browser or a client (PAR), a person's decision. Out: a code at the client's redirect URI, or a
/// page that says why not. Trusts nothing about a request until client and redirect URI are proven,
/// and never issues a code without a person's explicit Allow.
@NullMarked
package dev.carnet.auth.authorize;

import org.jspecify.annotations.NullMarked;
