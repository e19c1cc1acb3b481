package dev.carnet.auth.authorize;

import dev.carnet.auth.client.RedirectUri;
import dev.carnet.auth.protocol.Refusal;
import java.util.Optional;

/// What becomes of an authorization request.
public sealed interface AuthorizeVerdict {

    /// Go on: sign in, then consent.
    record Accepted(AuthorizeRequest request) implements AuthorizeVerdict {}

    /// Client or redirect URI are not proven, so the refusal is shown and nothing is redirected
    /// (RFC 6749 §4.1.2.1, RFC 9700 §4.11).
    record Shown(Refusal refusal) implements AuthorizeVerdict {}

    /// The refusal goes back to the client.
    record Redirected(RedirectUri redirectUri, Optional<String> state, Refusal refusal)
            implements AuthorizeVerdict {}
}
