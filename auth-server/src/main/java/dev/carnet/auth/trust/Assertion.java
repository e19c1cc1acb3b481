package dev.carnet.auth.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.StrictJson;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A signed statement of an issuer (RFC 7523 §3), read strictly: one object each for header and
/// claims, no member twice, and nothing believed before the signature is. It is never logged.
///
/// @param jws for the signature
/// @param claims what it says
record Assertion(JWSObject jws, JsonNode claims) {

    private static final String ID_JAG_TYPE = "oauth-id-jag+jwt";
    private static final Set<String> WORKLOAD_TYPES = Set.of("", "jwt", "jose");

    /// Statements that would bind the token to something that is not looked at here.
    private static final List<String> NOT_UNDERSTOOD = List.of("cnf", "authorization_details");

    static Assertion parse(String jwt) {
        require(jwt.length() <= Limits.ISSUER_ASSERTION_CHARACTERS, "assertion_too_long");
        try {
            var jws = JWSObject.parse(jwt);
            JsonNode header = json(jws.getParsedParts()[0].decode());
            require(!header.has("crit"), "assertion_critical");
            return new Assertion(jws, json(jws.getParsedParts()[1].decode()));
        } catch (ParseException | IllegalArgumentException notSigned) {
            throw Refusal.invalidGrant("assertion_not_a_jws");
        }
    }

    private static JsonNode json(byte[] part) {
        return StrictJson.object(part)
                .orElseThrow(() -> Refusal.invalidGrant("assertion_not_json"));
    }

    /// What it is about, by its type (RFC 8725 §3.11).
    Kind kind() {
        String type =
                Optional.ofNullable(jws.getHeader().getType())
                        .map(named -> named.getType().toLowerCase(Locale.ROOT))
                        .orElse("");
        if (type.equals(ID_JAG_TYPE)) {
            return Kind.ID_JAG;
        }
        require(WORKLOAD_TYPES.contains(type), "assertion_type");
        return Kind.WORKLOAD;
    }

    /// Who issued it; only good for finding keys until the signature is checked.
    String issuer() {
        String issuer = required("iss");
        require(issuer.indexOf(0) < 0, "assertion_iss");
        return issuer;
    }

    /// Checks what every statement must say, for a reader who is one of those audiences.
    void check(Set<String> audiences, Duration longestLife, Instant now) {
        require(audiences.contains(audience()), "assertion_audience");
        Instant issued = time("iat").orElseThrow(() -> Refusal.invalidGrant("assertion_iat"));
        Instant expires = expires();
        require(!issued.isAfter(now.plus(Limits.ASSERTION_SKEW)), "assertion_issued_in_future");
        require(expires.isAfter(now.minus(Limits.ASSERTION_SKEW)), "assertion_expired");
        require(issued.isBefore(expires), "assertion_ends_before_it_begins");
        require(
                !expires.isAfter(issued.plus(longestLife).plus(Limits.ASSERTION_SKEW)),
                "assertion_lives_too_long");
        require(
                time("nbf").map(at -> !at.isAfter(now.plus(Limits.ASSERTION_SKEW))).orElse(true),
                "assertion_not_yet_valid");
        require(!required("sub").isBlank(), "assertion_sub");
        require(
                required("sub").length() <= Limits.SUBJECT_CHARACTERS
                        && id().length() <= Limits.ASSERTION_JTI_CHARACTERS
                        && !id().isBlank(),
                "assertion_id");
        require(NOT_UNDERSTOOD.stream().noneMatch(claims::has), "assertion_not_understood");
    }

    /// One text, or an array with exactly one (a second audience could use the assertion, too).
    private String audience() {
        JsonNode aud = claims.path("aud");
        JsonNode one = aud.isArray() && aud.size() == 1 ? aud.get(0) : aud;
        require(one.isTextual(), "assertion_audience");
        return one.textValue();
    }

    Instant expires() {
        return time("exp").orElseThrow(() -> Refusal.invalidGrant("assertion_exp"));
    }

    String subject() {
        return required("sub");
    }

    /// `jti`.
    String id() {
        return required("jti");
    }

    /// A text that must be there.
    String required(String name) {
        return text(name).orElseThrow(() -> Refusal.invalidGrant("assertion_" + name));
    }

    /// A text, if it is there; anything else under that name is refused.
    Optional<String> text(String name) {
        JsonNode value = claims.path(name);
        require(value.isMissingNode() || value.isTextual(), "assertion_" + name);
        return Optional.ofNullable(value.textValue());
    }

    /// A text or an array of texts, as a list.
    List<String> texts(String name) {
        JsonNode value = claims.path(name);
        var texts = new ArrayList<String>();
        (value.isArray() ? value : List.of(value)).forEach(one -> texts.add(text(one, name)));
        return value.isMissingNode() ? List.of() : List.copyOf(texts);
    }

    private static String text(JsonNode one, String name) {
        require(one.isTextual() || one.isMissingNode(), "assertion_" + name);
        return one.asText("");
    }

    private Optional<Instant> time(String name) {
        JsonNode node = claims.path(name);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        require(node.isIntegralNumber() && node.canConvertToLong(), "assertion_" + name);
        long seconds = node.longValue();
        require(seconds > 0 && seconds < Limits.LAST_SECOND, "assertion_" + name);
        return Optional.of(Instant.ofEpochSecond(seconds));
    }

    static void require(boolean holds, String reason) {
        if (!holds) {
            throw Refusal.invalidGrant(reason);
        }
    }

    @Override
    public String toString() {
        return "Assertion[]";
    }
}
