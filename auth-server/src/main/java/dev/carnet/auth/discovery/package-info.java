/// How clients find everything: authorization server metadata (RFC 8414) and public keys. In: the
/// configured issuer. Out: documents that are true to the letter. Trusts configuration only; no
/// request header ever becomes part of an address.
@NullMarked
package dev.carnet.auth.discovery;

import org.jspecify.annotations.NullMarked;
