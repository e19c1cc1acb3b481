package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.TokenClaims;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A passport as lists show it.
///
/// @param session the delegation tree it belongs to
/// @param mandate what it is for, and from whom it comes
/// @param issuedBy the person, key or client that asked for it
/// @param state `active`, `expired` or `revoked`
/// @param token the signed passport, only in the answer to issuing it
/// @param key the thumbprint of the key it is bound to, without which it is nobody's
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Passport(
        Optional<String> token,
        String jti,
        @JsonProperty("agent_id") String agentId,
        @JsonProperty("owner_id") String ownerId,
        String session,
        List<String> scopes,
        Optional<Intent> intent,
        PassportMandate mandate,
        @JsonProperty("issued_by") String issuedBy,
        @JsonProperty("issued_at") Instant issuedAt,
        @JsonProperty("expires_at") Instant expiresAt,
        String state,
        @JsonProperty("dpop_jkt") Optional<String> key) {

    /// One that was given just now.
    static Passport issued(TokenClaims claims, String token, String issuedBy) {
        Mandate mandate = claims.mandate();
        return new Passport(
                Optional.of(token),
                claims.jti(),
                claims.subject(),
                claims.owner().orElseThrow(),
                claims.session().orElseThrow(),
                ScopeList.names(claims.scopes()),
                Intent.of(claims.intent(), mandate.intentServices()),
                PassportMandate.of(mandate.line().orElse(claims.jti()), mandate),
                issuedBy,
                claims.issuedAt(),
                claims.expiresAt(),
                "active",
                claims.keyThumbprint());
    }

    Slice.Position position() {
        return new Slice.Position(issuedAt, jti);
    }
}
