/// The tokens both services agree on byte for byte: claims, scopes, and the check of a signature.
/// In: compact JWTs and public keys. Out: claims, or why not. Never fetches a key and never signs.
@NullMarked
package dev.carnet.shared.token;

import org.jspecify.annotations.NullMarked;
