package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import dev.carnet.auth.client.Client.Standing;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.StrictJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A client as the document at its own id describes it
/// (draft-ietf-oauth-client-id-metadata-document-02 §4). It is judged like a registration, and
/// nothing of it is stored.
///
/// @param client public where it may be
/// @param methods how it may prove itself, one of them at each request (OpenID Connect Relying
///   Party Metadata Choices)
/// @param algorithms what its assertions may be signed with
record ClientDocument(Client client, Set<AuthMethod> methods, Set<JWSAlgorithm> algorithms) {

    /// No secret can be shared by way of a public document (§4.1).
    private static final Set<AuthMethod> POSSIBLE =
            EnumSet.of(AuthMethod.NONE, AuthMethod.PRIVATE_KEY_JWT);

    private static final List<String> SECRETS =
            List.of("client_secret", "client_secret_expires_at");

    /// Judges the document that was found at that URL.
    ///
    /// @param fetchable whether a URL in it could be fetched
    static ClientDocument read(String url, byte[] bytes, Predicate<String> fetchable) {
        JsonNode body =
                StrictJson.object(bytes).orElseThrow(() -> wrong("It is not one JSON object."));
        var metadata = new Metadata(body);
        demand(
                metadata.text("client_id").filter(url::equals).isPresent(),
                "The client_id in it is not exactly the URL it was found at.");
        demand(SECRETS.stream().noneMatch(body::has), "It must not hold a client_secret.");
        Set<JWSAlgorithm> algorithms = algorithms(metadata);
        Optional<String> jwks = metadata.object("jwks").map(ClientKeys::accept);
        Optional<String> jwksUri = jwksUri(metadata, fetchable);
        demand(jwks.isEmpty() || jwksUri.isEmpty(), "It has jwks and jwks_uri; one is enough.");
        boolean hasKeys = (jwks.isPresent() || jwksUri.isPresent()) && !algorithms.isEmpty();
        Set<AuthMethod> methods = methods(metadata, hasKeys);
        return new ClientDocument(
                client(url, metadata, jwks, traits(metadata, jwksUri)).provingBy(first(methods)),
                methods,
                algorithms);
    }

    private static Client client(
            String url, Metadata metadata, Optional<String> jwks, Traits traits) {
        List<RedirectUri> uris = Registration.redirectUris(metadata);
        Registration.checkResponseTypes(metadata, Registration.grants(metadata));
        return new Client(
                url,
                Optional.empty(),
                Standing.STRANGER,
                name(metadata),
                Registration.type(metadata, uris),
                AuthMethod.NONE,
                uris.stream().map(RedirectUri::text).toList(),
                Registration.grants(metadata),
                Registration.scopes(metadata),
                List.of(),
                jwks,
                Optional.empty(),
                traits);
    }

    /// MCP (authorization, client ID metadata documents) demands one.
    private static String name(Metadata metadata) {
        String name = ClientName.clean(metadata.text("client_name").orElse(""), "");
        demand(!name.isEmpty(), "It has no client_name.");
        return name;
    }

    private static Traits traits(Metadata metadata, Optional<String> jwksUri) {
        return Registration.traits(metadata).keysAt(jwksUri);
    }

    private static Optional<String> jwksUri(Metadata metadata, Predicate<String> fetchable) {
        Optional<String> uri = metadata.text("jwks_uri");
        demand(uri.stream().allMatch(fetchable), "Its jwks_uri is not a URL to fetch from.");
        return uri;
    }

    /// The one it names, and those it could do as well. Without a word about it, it is public.
    private static Set<AuthMethod> methods(Metadata metadata, boolean hasKeys) {
        Optional<String> named = metadata.text("token_endpoint_auth_method");
        demand(
                named.flatMap(AuthMethod::of).filter(AuthMethod::hasSecret).isEmpty(),
                "Its token_endpoint_auth_method needs a secret, which a document cannot hold.");
        Optional<List<String>> choices = metadata.texts("token_endpoint_auth_methods_supported");
        Stream<String> all =
                named.isEmpty() && choices.isEmpty()
                        ? Stream.of(AuthMethod.NONE.wire())
                        : Stream.concat(named.stream(), choices.stream().flatMap(List::stream));
        Set<AuthMethod> usable =
                all.flatMap(method -> AuthMethod.of(method).stream())
                        .filter(POSSIBLE::contains)
                        .filter(method -> method == AuthMethod.NONE || hasKeys)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(AuthMethod.class)));
        demand(
                !usable.isEmpty(),
                "It names no way of client authentication that is offered here and that it has"
                        + " keys for: none, or private_key_jwt with jwks or jwks_uri.");
        return usable;
    }

    private static AuthMethod first(Set<AuthMethod> methods) {
        return methods.contains(AuthMethod.NONE) ? AuthMethod.NONE : AuthMethod.PRIVATE_KEY_JWT;
    }

    private static Set<JWSAlgorithm> algorithms(Metadata metadata) {
        Optional<String> named = metadata.text("token_endpoint_auth_signing_alg");
        Optional<List<String>> choices =
                metadata.texts("token_endpoint_auth_signing_alg_values_supported");
        boolean says = named.isPresent() || choices.isPresent();
        return ClientKeys.ALGORITHMS.stream()
                .filter(algorithm ->
                        !says
                                || named.filter(algorithm.getName()::equals).isPresent()
                                || choices.orElse(List.of()).contains(algorithm.getName()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The client by the method that a request chose, or `invalid_client`. What it is held to after
    /// that, it is held to as such a client.
    Client by(Presented presented) {
        return switch (presented) {
            case Presented.Name _ -> by(AuthMethod.NONE);
            case Presented.Secret _ -> throw Refusal.invalidClient("document_has_no_secret");
            case Presented.Assertion assertion -> {
                if (!algorithms.contains(AssertionCheck.header(assertion.jwt()).getAlgorithm())) {
                    throw Refusal.invalidClient("assertion_algorithm");
                }
                yield by(AuthMethod.PRIVATE_KEY_JWT);
            }
        };
    }

    private Client by(AuthMethod method) {
        if (!methods.contains(method)) {
            throw Refusal.invalidClient("method_not_in_document");
        }
        return client.provingBy(method);
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw wrong(otherwise);
        }
    }

    private static Refusal wrong(String text) {
        return Refusal.of(ErrorCode.INVALID_CLIENT_METADATA, text);
    }
}
