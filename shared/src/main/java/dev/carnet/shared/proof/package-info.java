/// Proof of possession (DPoP, RFC 9449): whether who sends a request holds a certain private key.
/// In: the `DPoP` header, the method and our own idea of the URL. Out: the key's thumbprint, or why
/// not. Trusts configuration for URLs, never `Host`; takes every proof once, whichever replica it
/// reaches. Knows neither callers nor clients.
@NullMarked
package dev.carnet.shared.proof;

import org.jspecify.annotations.NullMarked;
