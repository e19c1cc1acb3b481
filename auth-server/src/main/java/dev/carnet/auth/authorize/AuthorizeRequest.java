package dev.carnet.auth.authorize;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.RedirectUri;
import dev.carnet.shared.token.Scope;
import java.util.Optional;
import java.util.Set;

/// An authorization request that passed every check.
///
/// @param scopes what the client asks for; the person may grant less
/// @param freshSignIn whether it insists on a new sign-in (`prompt=login`)
/// @param proofKey the thumbprint of the key that has to redeem the code (RFC 9449 §10)
/// @param pushed the request URI it came by, if it was pushed (RFC 9126)
public record AuthorizeRequest(
        Client client,
        RedirectUri redirectUri,
        Optional<String> state,
        String codeChallenge,
        String resource,
        Set<Scope> scopes,
        boolean freshSignIn,
        Optional<String> proofKey,
        Optional<String> pushed)
        implements Wish {

    /// The same request, opened by that request URI.
    AuthorizeRequest openedBy(String requestUri) {
        return new AuthorizeRequest(
                client,
                redirectUri,
                state,
                codeChallenge,
                resource,
                scopes,
                freshSignIn,
                proofKey,
                Optional.of(requestUri));
    }
}
