package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerEvent;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Token exchange for mcp-server itself (RFC 8693): it presents the credential of a caller it
/// already let in and gets half a minute at auth-server's REST API, for that caller and never more.
@Singleton
final class TokenExchange {

    private final Subjects subjects;
    private final ExchangedClaims exchanged;
    private final AccessTokens accessTokens;
    private final AuditLog log;
    private final Resources resources;
    private final Clock clock;

    TokenExchange(
            Subjects subjects,
            ExchangedClaims exchanged,
            AccessTokens accessTokens,
            AuditLog log,
            Resources resources,
            Clock clock) {
        this.subjects = subjects;
        this.exchanged = exchanged;
        this.accessTokens = accessTokens;
        this.log = log;
        this.resources = resources;
        this.clock = clock;
    }

    Uni<TokenAnswer> exchange(Client service, Parameters form, Visitor visitor) {
        demandPossible(form);
        Caller caller = subjects.subjectOfService(form, resources.mcp());
        var scopes = Scopes.within(caller.scopes(), form);
        Instant now = clock.instant();
        TokenClaims claims =
                exchanged
                        .of(caller, ofService(caller, service), scopes, now)
                        .boundTo(visitor.key());
        return subjects.demandStanding(caller)
                .chain(() -> accessTokens.sign(claims))
                .call(() -> log.append(event(caller, claims, visitor)))
                .map(token -> TokenAnswer.exchanged(token, claims));
    }

    private ExchangedClaims.Delegated ofService(Caller caller, Client service) {
        var actors = new ArrayList<String>();
        actors.add(service.id());
        actors.addAll(caller.actors());
        return new ExchangedClaims.Delegated(
                service,
                List.copyOf(actors),
                resources.authApi(),
                Limits.EXCHANGED_LIFE,
                caller.rules());
    }

    private void demandPossible(Parameters form) {
        String wanted = form.one("requested_token_type").orElse(TokenAnswer.ACCESS_TOKEN);
        if (!wanted.equals(TokenAnswer.ACCESS_TOKEN) || form.one("actor_token").isPresent()) {
            throw Refusal.invalidRequest("Only an access token for the caller itself is issued.");
        }
        String target = resources.namedIn(form).or(() -> form.one("audience")).orElse("");
        if (!target.equals(resources.authApi())) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "Tokens are exchanged for one API only.");
        }
    }

    private static Event event(Caller caller, TokenClaims claims, Visitor visitor) {
        return visitor.in(
                CallerEvent.of(caller, "token.exchange", claims.issuedAt())
                        .with("scope", Scope.format(claims.scopes()))
                        .with("aud", claims.audience())
                        .with("out", "ok"));
    }
}
