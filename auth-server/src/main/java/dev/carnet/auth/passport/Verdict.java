package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a presented passport is worth. Its content is shown only as far as the signature proves it.
///
/// @param resource what it is for: it counts nowhere else, whatever else is said here
/// @param reason why it is not active: `invalid`, `expired`, `revoked`, `agent_suspended`, or
///   `outside_passport` where it is not for the service or the tool that was asked about
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Verdict(
        boolean active,
        Optional<String> reason,
        Optional<String> jti,
        @JsonProperty("agent_id") Optional<String> agentId,
        Optional<String> workspace,
        Optional<String> session,
        Optional<String> resource,
        Optional<List<String>> scopes,
        Optional<Intent> intent,
        Optional<PassportMandate> mandate,
        @JsonProperty("issued_at") Optional<Instant> issuedAt,
        @JsonProperty("expires_at") Optional<Instant> expiresAt) {

    /// The same passport, which is not for what was asked about.
    Verdict outside() {
        return new Verdict(
                false,
                Optional.of("outside_passport"),
                jti,
                agentId,
                workspace,
                session,
                resource,
                scopes,
                intent,
                mandate,
                issuedAt,
                expiresAt);
    }

    static Verdict unproven(String reason) {
        return new Verdict(
                false,
                Optional.of(reason),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
