package dev.carnet.shared.connection;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a token endpoint's answer comes to.
public sealed interface TokenAnswer {

    /// Tokens.
    record Given(GivenTokens tokens) implements TokenAnswer {}

    /// A refusal that stays one (RFC 6749 §5.2).
    ///
    /// @param code its `error`, made of letters and `_`
    record Refused(String code) implements TokenAnswer {}

    /// Nothing that says anything for good: asked again later, it may be otherwise.
    record Unclear(String reason) implements TokenAnswer {}

    /// The longest token, in characters.
    int TOKEN_CHARACTERS = 16_384;

    /// A bearer token can be sent in a header (RFC 6750 §2.1).
    Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /// What is longer than this may as well have no end.
    long SECONDS_MOST = 10L * 365 * 24 * 3600;

    /// Refusals that say no more than "not now".
    Set<String> PASSING = Set.of("temporarily_unavailable", "server_error", "slow_down");

    /// Too many requests (RFC 6585 §4).
    int BUSY = 429;

    /// Reads an answer.
    static TokenAnswer read(int status, byte[] body, Instant now) {
        Optional<JsonNode> json = AnswerJson.object(body);
        if (status == 200) {
            return json.flatMap(found -> given(found, now))
                    .<TokenAnswer>map(Given::new)
                    .orElseGet(() -> new Unclear("token_answer"));
        }
        return json.filter(_ -> status >= 400 && status < 500 && status != BUSY)
                .map(found -> found.path("error").asText(""))
                .filter(code -> code.matches("[a-z_]{1,60}") && !PASSING.contains(code))
                .<TokenAnswer>map(Refused::new)
                .orElseGet(() -> new Unclear("token_status_" + status));
    }

    private static Optional<GivenTokens> given(JsonNode json, Instant now) {
        return text(json, "access_token")
                .filter(token -> BEARER.matcher(token).matches())
                .filter(_ -> json.path("token_type").asText("").equalsIgnoreCase("bearer"))
                .map(token ->
                        new GivenTokens(
                                token,
                                text(json, "refresh_token"),
                                expiry(json, now),
                                text(json, "scope").filter(scope -> scope.length() < 2_000)));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.of(json.path(name).asText(""))
                .filter(text -> !text.isEmpty() && text.length() <= TOKEN_CHARACTERS);
    }

    private static Optional<Instant> expiry(JsonNode json, Instant now) {
        return Optional.of(json.path("expires_in").asLong(0))
                .filter(seconds -> seconds > 0 && seconds < SECONDS_MOST)
                .map(now::plusSeconds);
    }
}
