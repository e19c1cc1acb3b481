package dev.carnet.auth.client;

import dev.carnet.shared.token.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A client as the protocol sees it.
///
/// @param id one that was given to it here, or the URL of a document about it
/// @param workspace the one it belongs to, if it is administered
/// @param name shown to people; a claim when the client is a stranger
/// @param scopes what it asks for when a request names none; for an administered client also the
///   most it may ever have
/// @param resources which resources an administered client may have tokens for and ask about
/// @param jwks its public keys, for `private_key_jwt`
/// @param secretMac the MAC of its secret in base64, never the secret
/// @param traits what differs from the ordinary
public record Client(
        String id,
        Optional<String> workspace,
        Standing standing,
        String name,
        ApplicationType type,
        AuthMethod authMethod,
        List<String> redirectUris,
        Set<GrantType> grants,
        Set<Scope> scopes,
        List<String> resources,
        Optional<String> jwks,
        Optional<String> secretMac,
        Traits traits) {

    /// How a client came to be known, which decides what it may ever do.
    public enum Standing {
        /// Registered itself (RFC 7591) or is described by a document at its own id: authorization
        /// codes and refresh tokens only.
        STRANGER,
        /// Created by an admin of one workspace.
        ADMINISTERED,
        /// mcp-server itself: token exchange and introspection.
        SERVICE
    }

    /// The scopes it may ask for. A stranger may ask for any: a person decides at consent.
    public Set<Scope> askable() {
        return standing == Standing.STRANGER ? EnumSet.allOf(Scope.class) : scopes;
    }

    /// The host of the document that describes it, if its id is one's URL. Unlike its name, this
    /// was proven: the document came from there, over TLS.
    public Optional<String> host() {
        return ClientDocuments.host(id);
    }

    /// Whether the way back leads to a web host other than the one that vouches for the client.
    public boolean leadsElsewhere(RedirectUri redirect) {
        return !redirect.isLoopback()
                && !redirect.host().isEmpty()
                && host().filter(own -> !own.equals(redirect.destination())).isPresent();
    }

    /// The same client, proving itself by that method.
    Client provingBy(AuthMethod method) {
        return new Client(
                id,
                workspace,
                standing,
                name,
                type,
                method,
                redirectUris,
                grants,
                scopes,
                resources,
                jwks,
                secretMac,
                traits);
    }

    /// The same client, with those keys.
    Client withKeys(String keys) {
        return new Client(
                id,
                workspace,
                standing,
                name,
                type,
                authMethod,
                redirectUris,
                grants,
                scopes,
                resources,
                Optional.of(keys),
                secretMac,
                traits);
    }

    /// Whether it proves itself.
    public boolean isConfidential() {
        return authMethod != AuthMethod.NONE;
    }

    /// The redirect URI a request names, if a response may go there (RFC 9700 §2.1). The URI's own
    /// rules are applied again at use.
    public Optional<RedirectUri> redirect(String named) {
        return RedirectUri.of(named)
                .filter(uri -> registered().stream().anyMatch(one -> mayBe(uri, one)));
    }

    /// With the FAPI profile not even the port of a loopback may differ (FAPI 2.0 §5.3.2.2).
    private boolean mayBe(RedirectUri named, RedirectUri registered) {
        return traits.isFapi() ? named.text().equals(registered.text()) : named.matches(registered);
    }

    /// Whether a browser page of that origin is the client's own (RFC 10017): the origin of one of
    /// its redirect URIs. Origins of applications (`vscode-file:` and the like) are none of the
    /// web's and cannot be judged.
    public boolean isOwnOrigin(String origin) {
        if (!origin.startsWith("http://") && !origin.startsWith("https://")) {
            return !origin.equals("null");
        }
        return RedirectUri.of(origin).stream()
                .anyMatch(page -> registered().stream().anyMatch(uri -> sameOrigin(page, uri)));
    }

    private static boolean sameOrigin(RedirectUri page, RedirectUri redirect) {
        return page.origin().equals(redirect.origin())
                || (page.isLoopback() && redirect.isLoopback());
    }

    /// Whether every way back leads to the person's own machine, so that any program there could
    /// have started this (MCP asks to warn then).
    public boolean isLoopbackOnly() {
        return registered().stream().allMatch(RedirectUri::isLoopback);
    }

    private List<RedirectUri> registered() {
        return redirectUris.stream().flatMap(uri -> RedirectUri.of(uri).stream()).toList();
    }
}
