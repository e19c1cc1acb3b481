package dev.carnet.auth.token;

import dev.carnet.auth.http.Visitor;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The last steps of every grant: the event beside the state, then the signature, then the durable
/// entry, then the answer. No token leaves without its entry, and each is bound to the key that its
/// request proved, if it proved one (RFC 9449 §5).
@Singleton
public final class Issuing {

    private final AccessTokens tokens;
    private final AuditOutbox outbox;
    private final AuditLog log;

    Issuing(AccessTokens tokens, AuditOutbox outbox, AuditLog log) {
        this.tokens = tokens;
        this.outbox = outbox;
        this.log = log;
    }

    /// A token whose state change is committed with its event, and that is not signed yet.
    public record Committed(TokenClaims claims, Optional<String> refreshToken, Outboxed outboxed) {}

    /// Puts the event beside the state change, inside that transaction.
    public Uni<Committed> commit(
            SqlConnection transaction,
            String act,
            TokenClaims claims,
            Optional<String> refreshToken,
            Visitor visitor) {
        TokenClaims bound = claims.boundTo(visitor.key());
        return outbox.put(transaction, event(act, bound, visitor))
                .map(outboxed -> new Committed(bound, refreshToken, outboxed));
    }

    /// After the commit: sign, entry durable, answer.
    public Uni<TokenAnswer> answer(Committed committed) {
        return tokens.sign(committed.claims())
                .call(() -> log.settle(committed.outboxed()))
                .map(token -> TokenAnswer.of(token, committed.claims(), committed.refreshToken()));
    }

    /// The same for a token that changes no state: sign, entry durable, answer.
    public Uni<TokenAnswer> answer(
            String act, TokenClaims claims, Optional<String> refreshToken, Visitor visitor) {
        TokenClaims bound = claims.boundTo(visitor.key());
        return tokens.sign(bound)
                .call(() -> log.append(event(act, bound, visitor)))
                .map(token -> TokenAnswer.of(token, bound, refreshToken));
    }

    private static Event event(String act, TokenClaims claims, Visitor visitor) {
        return visitor.in(
                Event.of(claims.workspace(), act, claims.issuedAt())
                        .with("sub", claims.subject())
                        .with("cl", claims.clientId())
                        .with("jti", claims.jti())
                        .with("kind", claims.kind().wire())
                        .with("grant", claims.grant())
                        .with("sess", claims.session())
                        .with("actor", claims.actor())
                        .with("scope", Scope.format(claims.scopes()))
                        .with("aud", claims.audience())
                        .with("jkt", claims.keyThumbprint())
                        .with("out", "ok"));
    }
}
