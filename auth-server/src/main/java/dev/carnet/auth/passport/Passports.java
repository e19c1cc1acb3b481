package dev.carnet.auth.passport;

import dev.carnet.auth.passport.PassportStore.Bearer;
import dev.carnet.auth.rest.Limits;
import dev.carnet.auth.signing.Signer;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Issues passports: for an agent that is active, within its scopes and those of who asks.
@ApplicationScoped
class Passports {

    private final PassportStore store = new PassportStore();
    private final PictureHolder pictures;
    private final Signer signer;
    private final ServiceConfig config;
    private final Clock clock;

    Passports(PictureHolder pictures, Signer signer, ServiceConfig config, Clock clock) {
        this.pictures = pictures;
        this.signer = signer;
        this.config = config;
        this.clock = clock;
    }

    /// The number the passport carries is read before the agent's row is: whatever is revoked from
    /// then on has a higher one.
    Uni<Deed> issue(SqlConnection transaction, ApiCall call, PassportRequest request) {
        long seq = seq();
        return store.bearer(transaction, call.workspace(), request.agentId())
                .map(found -> found.orElseThrow(Refused::notFound))
                .invoke(bearer -> demandActive(call, bearer))
                .map(bearer -> claims(call, request, bearer, seq))
                .call(claims -> store.insert(transaction, claims, call.caller().subject()))
                .chain(claims -> signer.sign(claims).map(token -> deed(call, claims, token)));
    }

    private long seq() {
        return switch (pictures.current()) {
            case Fresh fresh -> fresh.picture().seq();
            case Stale _ -> throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
        };
    }

    private static void demandActive(ApiCall call, Bearer bearer) {
        if (!Role.OPERATORS.contains(call.caller().role()) && !call.isPerson(bearer.owner())) {
            throw Refused.role("Only its owner and operators issue passports for an agent.");
        }
        if (bearer.suspended()) {
            throw new Refused(Refusal.AGENT_SUSPENDED, "The agent is suspended.");
        }
    }

    private TokenClaims claims(ApiCall call, PassportRequest request, Bearer bearer, long seq) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new TokenClaims(
                config.issuer(),
                config.mcpUrl(),
                request.agentId(),
                request.agentId(),
                Ids.fresh("psp"),
                now,
                now.plus(lifetime(request)),
                scopes(call, request, bearer),
                TokenKind.PASSPORT,
                call.workspace(),
                seq,
                Optional.empty(),
                Optional.empty(),
                Optional.of(request.agentId()),
                Optional.of(bearer.owner()),
                Optional.of(Ids.fresh("pss")),
                request.intent().map(Intent::summary),
                List.of(),
                Optional.empty());
    }

    private static Duration lifetime(PassportRequest request) {
        return request.ttlSeconds().map(Duration::ofSeconds).orElse(Limits.PASSPORT_DEFAULT);
    }

    private static Set<Scope> scopes(ApiCall call, PassportRequest request, Bearer bearer) {
        var most = EnumSet.noneOf(Scope.class);
        most.addAll(bearer.scopes());
        most.retainAll(call.caller().scopes());
        if (most.isEmpty()) {
            throw new Refused(
                    Refusal.SCOPE_ESCALATION, "The agent has no scope that the credential has.");
        }
        return request.scopes()
                .map(names -> ScopeList.parseWithin("/scopes", names, most))
                .orElse(most);
    }

    private static Deed deed(ApiCall call, TokenClaims claims, String token) {
        var passport =
                new Passport(
                        Optional.of(token),
                        claims.jti(),
                        claims.subject(),
                        claims.owner().orElseThrow(),
                        claims.session().orElseThrow(),
                        ScopeList.names(claims.scopes()),
                        claims.intent().map(Intent::new),
                        call.caller().subject(),
                        claims.issuedAt(),
                        claims.expiresAt(),
                        "active");
        return new Deed(
                Answer.created(passport, "/passports?session=" + passport.session()),
                call.event("passport.issue", claims.issuedAt())
                        .with("id", passport.jti())
                        .with("agent", passport.agentId())
                        .with("sess", passport.session())
                        .with("scope", Scope.format(claims.scopes()))
                        .with("aud", claims.audience())
                        .hide("reason", claims.intent().orElse("")),
                List.of());
    }
}
