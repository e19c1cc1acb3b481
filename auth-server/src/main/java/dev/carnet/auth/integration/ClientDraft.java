package dev.carnet.auth.integration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.client.ApplicationType;
import dev.carnet.auth.client.AuthMethod;
import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.ClientKeys;
import dev.carnet.auth.client.ClientName;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.client.RedirectUri;
import dev.carnet.auth.client.Traits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.token.Scope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Judges the metadata of a client that an admin creates. Unlike a stranger's, nothing is dropped
/// or replaced: what cannot hold is refused by name.
final class ClientDraft {

    private static final Set<GrantType> GRANTS =
            EnumSet.of(
                    GrantType.CLIENT_CREDENTIALS,
                    GrantType.AUTHORIZATION_CODE,
                    GrantType.REFRESH_TOKEN,
                    GrantType.DEVICE_CODE,
                    GrantType.JWT_BEARER,
                    GrantType.TOKEN_EXCHANGE);

    private final ClientRequest request;
    private final Resources known;

    ClientDraft(ClientRequest request, Resources known) {
        this.request = request;
        this.known = known;
    }

    /// The client.
    ///
    /// @param secretMac what is stored of its secret, if its method has one
    Client client(ApiCall call, String id, Optional<String> secretMac) {
        AuthMethod method = method();
        Set<GrantType> grants = grants(method);
        List<RedirectUri> uris = redirectUris(grants);
        return new Client(
                id,
                Optional.of(call.workspace()),
                Client.Standing.ADMINISTERED,
                ClientName.clean(request.clientName(), "An unnamed client"),
                ApplicationType.guess(uris),
                method,
                uris.stream().map(RedirectUri::text).toList(),
                grants,
                ScopeList.parseWithin(
                        "/scopes",
                        request.scopes().orElse(List.of(Scope.READ.wire())),
                        call.caller().scopes()),
                resources(),
                jwks(method),
                secretMac,
                traits(method));
    }

    private Traits traits(AuthMethod method) {
        var traits =
                new Traits(
                        Optional.empty(),
                        request.dpopBoundAccessTokens().orElse(false),
                        request.requirePushedAuthorizationRequests().orElse(false),
                        profile(),
                        request.refreshGraceSeconds().map(Duration::ofSeconds));
        if (traits.isFapi() && method != AuthMethod.PRIVATE_KEY_JWT) {
            throw refused(
                    "/token_endpoint_auth_method", "has to be private_key_jwt with profile fapi2");
        }
        return traits;
    }

    private Traits.Profile profile() {
        return request.profile()
                .map(name ->
                        Traits.Profile.of(name)
                                .orElseThrow(
                                        () -> refused("/profile", "is neither oauth nor fapi2")))
                .orElse(Traits.Profile.OAUTH);
    }

    /// How it will prove itself.
    AuthMethod method() {
        return request.tokenEndpointAuthMethod()
                .map(name ->
                        AuthMethod.of(name)
                                .orElseThrow(() ->
                                        Refused.field(
                                                "/token_endpoint_auth_method",
                                                "is not a method used here")))
                .orElse(AuthMethod.CLIENT_SECRET_BASIC);
    }

    private Set<GrantType> grants(AuthMethod method) {
        var grants = EnumSet.noneOf(GrantType.class);
        for (String name :
                request.grantTypes().orElse(List.of(GrantType.CLIENT_CREDENTIALS.wire()))) {
            grants.add(
                    GrantType.of(name)
                            .filter(GRANTS::contains)
                            .orElseThrow(() -> refused("/grant_types", "names an unknown grant")));
        }
        boolean actsAlone =
                grants.contains(GrantType.CLIENT_CREDENTIALS)
                        || grants.contains(GrantType.TOKEN_EXCHANGE);
        if (actsAlone && method == AuthMethod.NONE) {
            throw refused("/grant_types", "has a grant that needs a credential");
        }
        if (!grants.contains(GrantType.AUTHORIZATION_CODE)
                && !grants.contains(GrantType.DEVICE_CODE)
                && grants.contains(GrantType.REFRESH_TOKEN)) {
            throw refused("/grant_types", "has refresh_token without a grant of a person");
        }
        return grants;
    }

    private List<RedirectUri> redirectUris(Set<GrantType> grants) {
        List<String> named = request.redirectUris().orElse(List.of());
        if (grants.contains(GrantType.AUTHORIZATION_CODE) == named.isEmpty()) {
            throw refused("/redirect_uris", "belongs to authorization_code, and to it only");
        }
        return named.stream()
                .distinct()
                .map(uri ->
                        RedirectUri.of(uri)
                                .orElseThrow(
                                        () -> refused("/redirect_uris", "has an unacceptable URI")))
                .toList();
    }

    private List<String> resources() {
        try {
            return request.resources().orElse(List.of(known.mcp())).stream()
                    .map(known::find)
                    .distinct()
                    .toList();
        } catch (Refusal unknown) {
            throw refused("/resources", "names an unknown resource");
        }
    }

    private Optional<String> jwks(AuthMethod method) {
        Optional<JsonNode> jwks = request.jwks().filter(node -> !node.isNull());
        if ((method == AuthMethod.PRIVATE_KEY_JWT) != jwks.isPresent()) {
            throw refused("/jwks", "belongs to private_key_jwt, and to it only");
        }
        try {
            return jwks.map(JsonNode::toString).map(ClientKeys::accept);
        } catch (Refusal unusable) {
            throw refused("/jwks", unusable.publicText());
        }
    }

    private static Refused refused(String pointer, String message) {
        return Refused.field(pointer, message);
    }
}
