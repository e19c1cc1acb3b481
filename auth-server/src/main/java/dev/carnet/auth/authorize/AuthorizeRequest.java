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
public record AuthorizeRequest(
        Client client,
        RedirectUri redirectUri,
        Optional<String> state,
        String codeChallenge,
        String resource,
        Set<Scope> scopes,
        boolean freshSignIn) {}
