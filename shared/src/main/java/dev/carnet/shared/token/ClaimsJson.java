package dev.carnet.shared.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The claims as JSON, written by the signer and read after the signature was checked. Both
/// directions stand here so that they cannot drift apart.
public final class ClaimsJson {

    private static final int VERSION = 1;

    /// Of passports with a mandate, which readers of version 1 must not take for plain ones.
    private static final int WITH_MANDATE = 2;

    private static final Set<String> TOP =
            Set.of(
                    "iss",
                    "aud",
                    "sub",
                    "client_id",
                    "jti",
                    "iat",
                    "exp",
                    "scope",
                    "act",
                    "cnf",
                    "carnet");
    private static final Set<String> OWN =
            Set.of(
                    "v", "kind", "ws", "seq", "grant", "key", "agent", "owner", "session", "intent",
                    "rules");
    private static final Set<String> OWN_WITH_MANDATE =
            Stream.concat(OWN.stream(), MandateJson.MEMBERS.stream())
                    .collect(Collectors.toUnmodifiableSet());

    private ClaimsJson() {}

    /// The payload of a token with these claims.
    public static String write(TokenClaims claims) {
        ObjectNode top = StrictJson.MAPPER.createObjectNode();
        top.put("iss", claims.issuer()).put("aud", claims.audience()).put("sub", claims.subject());
        top.put("client_id", claims.clientId()).put("jti", claims.jti());
        top.put("iat", claims.issuedAt().getEpochSecond());
        top.put("exp", claims.expiresAt().getEpochSecond());
        top.put("scope", Scope.format(claims.scopes()));
        writeActors(top, claims.actors());
        claims.keyThumbprint().ifPresent(jkt -> top.putObject("cnf").put("jkt", jkt));
        writeOwn(top.putObject("carnet"), claims);
        return top.toString();
    }

    private static void writeActors(ObjectNode top, List<String> actors) {
        ObjectNode place = top;
        for (String actor : actors) {
            place = place.putObject("act").put("sub", actor);
        }
    }

    private static void writeOwn(ObjectNode own, TokenClaims claims) {
        boolean plain = claims.mandate().equals(Mandate.NONE);
        own.put("v", plain ? VERSION : WITH_MANDATE).put("kind", claims.kind().wire());
        own.put("ws", claims.workspace()).put("seq", claims.seq());
        claims.grant().ifPresent(value -> own.put("grant", value));
        claims.key().ifPresent(value -> own.put("key", value));
        claims.agent().ifPresent(value -> own.put("agent", value));
        claims.owner().ifPresent(value -> own.put("owner", value));
        claims.session().ifPresent(value -> own.put("session", value));
        claims.intent().ifPresent(value -> own.put("intent", value));
        if (!claims.rules().isEmpty()) {
            claims.rules().forEach(own.putArray("rules")::add);
        }
        MandateJson.write(own, claims.mandate());
    }

    static TokenClaims read(byte[] payload) throws BadToken {
        ObjectNode top = StrictJson.object(payload);
        StrictJson.onlyMembers(top, TOP);
        JsonNode own = top.path("carnet");
        long version = number(own, "v");
        if (version != VERSION && version != WITH_MANDATE) {
            throw new BadToken("claims of another version");
        }
        StrictJson.onlyMembers(own, version == VERSION ? OWN : OWN_WITH_MANDATE);
        Mandate mandate = MandateJson.read(own);
        if ((version == VERSION) != mandate.equals(Mandate.NONE)) {
            throw new BadToken("a version that does not fit what is said");
        }
        return complete(
                new TokenClaims(
                        text(top, "iss"),
                        text(top, "aud"),
                        text(top, "sub"),
                        text(top, "client_id"),
                        text(top, "jti"),
                        Instant.ofEpochSecond(number(top, "iat")),
                        Instant.ofEpochSecond(number(top, "exp")),
                        scopes(text(top, "scope")),
                        kind(own),
                        text(own, "ws"),
                        number(own, "seq"),
                        optional(own, "grant"),
                        optional(own, "key"),
                        optional(own, "agent"),
                        optional(own, "owner"),
                        optional(own, "session"),
                        optional(own, "intent"),
                        actors(top),
                        keyThumbprint(top),
                        rules(own),
                        mandate));
    }

    /// Every kind carries what revocation works on.
    private static TokenClaims complete(TokenClaims claims) throws BadToken {
        boolean whole =
                switch (claims.kind()) {
                    case ACCESS -> claims.grant().isPresent() || claims.key().isPresent();
                    case PASSPORT ->
                            claims.agent().isPresent()
                                    && claims.owner().isPresent()
                                    && claims.session().isPresent();
                    case SERVICE -> claims.grant().isEmpty() && claims.agent().isEmpty();
                };
        if (!whole) {
            throw new BadToken("claims of its kind are missing");
        }
        if (claims.kind() != TokenKind.PASSPORT && !claims.mandate().equals(Mandate.NONE)) {
            throw new BadToken("a mandate of what is no passport");
        }
        return claims;
    }

    private static TokenKind kind(JsonNode own) throws BadToken {
        return TokenKind.of(text(own, "kind"))
                .orElseThrow(() -> new BadToken("a kind that is not known"));
    }

    private static Set<Scope> scopes(String list) throws BadToken {
        Set<Scope> scopes = Scope.parse(list);
        if (!Scope.format(scopes).equals(list)) {
            throw new BadToken("a scope that is not known");
        }
        return scopes;
    }

    /// A chain that is too long, or has anything but subjects in it, is no chain (G6).
    private static List<String> actors(JsonNode top) throws BadToken {
        var actors = new ArrayList<String>();
        for (JsonNode act = top.path("act"); !act.isMissingNode(); act = act.path("act")) {
            if (actors.size() == TokenClaims.MAX_ACTORS) {
                throw new BadToken("a chain of actors that is too long");
            }
            StrictJson.onlyMembers(act, Set.of("sub", "act"));
            actors.add(text(act, "sub"));
        }
        return List.copyOf(actors);
    }

    private static List<String> rules(JsonNode own) throws BadToken {
        JsonNode list = own.path("rules");
        if (!list.isMissingNode() && (!list.isArray() || list.size() > TokenClaims.MAX_RULES)) {
            throw new BadToken("rules are not a list, or too many");
        }
        var rules = new ArrayList<String>();
        for (JsonNode rule : list) {
            if (!rule.isTextual()) {
                throw new BadToken("a rule is not a string");
            }
            rules.add(rule.textValue());
        }
        return List.copyOf(rules);
    }

    private static Optional<String> keyThumbprint(JsonNode top) throws BadToken {
        if (!top.has("cnf")) {
            return Optional.empty();
        }
        StrictJson.onlyMembers(top.get("cnf"), Set.of("jkt"));
        return Optional.of(text(top.get("cnf"), "jkt"));
    }

    private static String text(JsonNode object, String member) throws BadToken {
        return optional(object, member).orElseThrow(() -> new BadToken("no " + member));
    }

    private static Optional<String> optional(JsonNode object, String member) throws BadToken {
        JsonNode value = object.path(member);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new BadToken(member + " is not a string");
        }
        return Optional.of(value.textValue());
    }

    private static long number(JsonNode object, String member) throws BadToken {
        JsonNode value = object.path(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new BadToken(member + " is not a whole number");
        }
        return value.longValue();
    }
}
