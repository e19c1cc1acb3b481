package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.fetch.Target;
import dev.carnet.shared.token.Scope;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a stranger gets of what it asked for (RFC 7591 §2): the server may replace any value, and
/// answers with what holds. Members that are not named here are ignored, URLs among them: nothing
/// is stored that could be shown, and only `jwks_uri` that could be fetched.
public record Registration(
        String name,
        ApplicationType type,
        AuthMethod authMethod,
        List<String> redirectUris,
        Set<GrantType> grants,
        Set<Scope> scopes,
        Optional<String> jwks,
        Traits traits) {

    /// What a stranger gets that names no grants.
    private static final Set<GrantType> USUAL_GRANTS =
            EnumSet.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN);

    /// The grants a stranger may have; the others it lists are left out. Device codes are among
    /// them because a person decides about each, as about authorization codes; an issuer's word
    /// counts only where a workspace trusts the issuer.
    private static final Set<GrantType> OPEN_GRANTS =
            EnumSet.of(
                    GrantType.AUTHORIZATION_CODE,
                    GrantType.REFRESH_TOKEN,
                    GrantType.DEVICE_CODE,
                    GrantType.JWT_BEARER);

    /// Grants that begin something; without one a client could do nothing.
    private static final Set<GrantType> BEGINNINGS =
            EnumSet.of(GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE, GrantType.JWT_BEARER);

    /// Judges a registration request.
    public static Registration of(JsonNode body) {
        var metadata = new Metadata(body);
        Set<GrantType> grants = grants(metadata);
        List<RedirectUri> uris =
                grants.contains(GrantType.AUTHORIZATION_CODE) ? redirectUris(metadata) : List.of();
        AuthMethod method = authMethod(metadata);
        checkResponseTypes(metadata, grants);
        return new Registration(
                ClientName.clean(metadata.text("client_name").orElse(""), "An unnamed client"),
                type(metadata, uris),
                method,
                uris.stream().map(RedirectUri::text).toList(),
                grants,
                scopes(metadata),
                jwks(metadata, method),
                traits(metadata).keysAt(jwksUri(metadata, method)));
    }

    /// What it asks to be held to (RFC 9449 §5.2, RFC 9126 §6).
    static Traits traits(Metadata metadata) {
        return Traits.ORDINARY.demanding(
                metadata.flag("dpop_bound_access_tokens"),
                metadata.flag("require_pushed_authorization_requests"));
    }

    /// Unacceptable URIs are dropped as long as one remains: refusing the whole set is what breaks
    /// clients that register several of them at once.
    static List<RedirectUri> redirectUris(Metadata metadata) {
        List<String> given = metadata.texts("redirect_uris").orElse(List.of());
        if (given.size() > Limits.REDIRECT_URIS) {
            throw Refusal.of(ErrorCode.INVALID_REDIRECT_URI, "There are too many redirect URIs.");
        }
        List<RedirectUri> accepted =
                given.stream().distinct().flatMap(uri -> RedirectUri.of(uri).stream()).toList();
        if (accepted.isEmpty()) {
            throw Refusal.of(
                    ErrorCode.INVALID_REDIRECT_URI,
                    "None of the redirect URIs is acceptable: use https, http on loopback, or a"
                            + " scheme of your own in reverse domain name form.");
        }
        return accepted;
    }

    /// RFC 7591 §2: a client that does not say uses `client_secret_basic`.
    private static AuthMethod authMethod(Metadata metadata) {
        return metadata.text("token_endpoint_auth_method")
                .map(named -> AuthMethod.of(named).orElseThrow(() -> unknown("authentication")))
                .orElse(AuthMethod.CLIENT_SECRET_BASIC);
    }

    static ApplicationType type(Metadata metadata, List<RedirectUri> uris) {
        return metadata.text("application_type")
                .map(named -> ApplicationType.of(named).orElseThrow(() -> unknown("application")))
                .orElseGet(() -> ApplicationType.guess(uris));
    }

    /// A client that names no grants gets both, so that none is cut off after five minutes only
    /// because it did not ask.
    static Set<GrantType> grants(Metadata metadata) {
        Optional<List<String>> named = metadata.texts("grant_types");
        if (named.isEmpty()) {
            return USUAL_GRANTS;
        }
        Set<GrantType> open =
                named.get().stream()
                        .flatMap(grant -> GrantType.of(grant).stream())
                        .filter(OPEN_GRANTS::contains)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(GrantType.class)));
        if (Collections.disjoint(open, BEGINNINGS)) {
            throw unknown("grant");
        }
        return open;
    }

    /// Who never comes to the authorization endpoint may say that it takes no response from there.
    static void checkResponseTypes(Metadata metadata, Set<GrantType> grants) {
        List<String> named = metadata.texts("response_types").orElse(List.of("code"));
        boolean none = named.isEmpty() && !grants.contains(GrantType.AUTHORIZATION_CODE);
        if (!none && !named.contains("code")) {
            throw unknown("response");
        }
    }

    static Set<Scope> scopes(Metadata metadata) {
        Set<Scope> named = Scope.parse(metadata.text("scope").orElse(""));
        return named.isEmpty() ? Scopes.DEFAULT : named;
    }

    private static Optional<String> jwks(Metadata metadata, AuthMethod method) {
        if (method != AuthMethod.PRIVATE_KEY_JWT) {
            return Optional.empty();
        }
        Optional<String> jwks = metadata.object("jwks").map(ClientKeys::accept);
        if (jwks.isPresent() == jwksUri(metadata, method).isPresent()) {
            throw Refusal.of(
                    ErrorCode.INVALID_CLIENT_METADATA,
                    "private_key_jwt needs either jwks or jwks_uri.");
        }
        return jwks;
    }

    /// Kept and not asked: it is fetched, by the guard, when the client first has to be believed.
    private static Optional<String> jwksUri(Metadata metadata, AuthMethod method) {
        Optional<String> uri =
                metadata.text("jwks_uri").filter(_ -> method == AuthMethod.PRIVATE_KEY_JWT);
        if (!uri.stream().allMatch(Target::isPlausible)) {
            throw Refusal.of(
                    ErrorCode.INVALID_CLIENT_METADATA,
                    "The jwks_uri is not an https URL that keys could be fetched from.");
        }
        return uri;
    }

    private static Refusal unknown(String kind) {
        return Refusal.of(
                ErrorCode.INVALID_CLIENT_METADATA, "That " + kind + " type is not offered here.");
    }
}
