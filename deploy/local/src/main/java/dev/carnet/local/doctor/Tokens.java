package dev.carnet.local.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.local.doctor.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What the token endpoint gave.
///
/// @param refresh empty when there is none
record Tokens(String access, String refresh, Answer answer) {

    static Tokens of(Answer answer) throws Complaint {
        Complaint.unless(
                answer.status() == 200 && answer.isJson(),
                "the token endpoint gives no tokens, " + answer.shown());
        String access = answer.text("access_token");
        Complaint.unless(!access.isEmpty(), "the answer has no access_token");
        return new Tokens(access, answer.text("refresh_token"), answer);
    }

    /// The refresh token a client lives on.
    String demandRefresh() throws Complaint {
        Complaint.unless(
                !refresh.isEmpty(),
                "no refresh token comes without offline_access, so the client asks for a new"
                        + " sign-in whenever its access token ends");
        return refresh;
    }

    /// That the token is good at that resource, as far as the token shows it (RFC 9068).
    void demandAudience(String resource) throws Complaint {
        Optional<List<String>> audience = audience();
        Complaint.unless(
                audience.isEmpty() || audience.get().contains(resource),
                "the token's audience is "
                        + audience.orElse(List.of())
                        + " and not "
                        + resource
                        + ", so the resource refuses it");
    }

    /// The `aud` inside, unless the token is opaque.
    private Optional<List<String>> audience() {
        String[] parts = access.split("\\.", -1);
        return parts.length == 3 ? claims(parts[1]).map(Tokens::audience) : Optional.empty();
    }

    private static List<String> audience(JsonNode claims) {
        var aud = claims.path("aud");
        return aud.isArray()
                ? aud.valueStream().map(JsonNode::asText).toList()
                : List.of(aud.asText(""));
    }

    private static Optional<JsonNode> claims(String part) {
        try {
            var json = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
            return Optional.of(Wire.JSON.readTree(json));
        } catch (JsonProcessingException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
