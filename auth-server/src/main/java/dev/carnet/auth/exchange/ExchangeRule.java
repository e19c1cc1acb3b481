package dev.carnet.auth.exchange;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.token.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A client may act for these subjects. Without a rule nobody acts for anybody.
///
/// @param clientId the workspace's own client that acts
/// @param subject for what kind: `person`, `agent`, `client` or `key` (of the workspace)
/// @param roles only for people of these roles, or agents of their owners; any when empty
/// @param ids only for these subjects, or what came through these clients; any when empty
/// @param scopes the most the exchanged tokens have
/// @param resources where they may count; each of the client's when empty
/// @param version counts its changes, for `If-Match`
public record ExchangeRule(
        String id,
        @JsonProperty("client_id") String clientId,
        String subject,
        List<String> roles,
        List<String> ids,
        List<String> scopes,
        List<String> resources,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    /// Its name in the tokens that are given by it: when it changes, it is another one.
    String asOfNow() {
        return id + "/" + version;
    }

    /// Whether it is about that caller, with the role of this moment.
    boolean fits(Caller caller) {
        return subject.equals(kind(caller))
                && (roles.isEmpty() || roles.contains(caller.role().wire()))
                && (ids.isEmpty() || ids.contains(caller.subject()) || ids.contains(via(caller)));
    }

    private static String kind(Caller caller) {
        return switch (caller.credential()) {
            case Credential.AccessToken token -> token.grant().isPresent() ? "person" : "client";
            case Credential.Passport _ -> "agent";
            case Credential.Key key -> key.personal() ? "person" : "key";
            case Credential.Page _ -> "page";
        };
    }

    private static String via(Caller caller) {
        return caller.credential() instanceof Credential.AccessToken token ? token.client() : "";
    }

    /// Its bound as scopes.
    Set<Scope> most() {
        return Scope.parse(String.join(" ", scopes));
    }

    /// Whether its tokens may count there.
    boolean reaches(String resource) {
        return resources.isEmpty() || resources.contains(resource);
    }
}
