/// The token endpoint and what it knows about tokens: codes, refresh tokens, grants, introspection
/// and revocation by clients. In: authenticated clients and what they were given before. Out:
/// tokens, after their audit entry is durable. Trusts rows, never a token's own word about its
/// state; spends whatever may be used once by one statement that only one caller can win.
@NullMarked
package dev.carnet.auth.token;

import org.jspecify.annotations.NullMarked;
