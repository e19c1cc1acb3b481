/// DPoP (RFC 9449) where tokens are asked for: which key a client proves, and when it must. In: a
/// request of a client that is known by now. Out: the visitor with the key they proved, or a
/// refusal, with the nonce to try again with. Trusts the issuer's configured URL, never `Host`;
/// takes a proof once, whichever replica it reaches.
@NullMarked
package dev.carnet.auth.proof;

import org.jspecify.annotations.NullMarked;
