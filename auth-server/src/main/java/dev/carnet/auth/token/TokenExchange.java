package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.CallerEvent;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// The one token exchange there is (RFC 8693): mcp-server presents the credential of a caller it
/// already let in and gets half a minute at auth-server's REST API, for that caller and never more.
@Singleton
final class TokenExchange {

    private static final String API_KEY = "urn:carnet:params:oauth:token-type:api_key";

    private final CallerCheck callers;
    private final MembershipStore memberships;
    private final Pool pool;
    private final Clients clients;
    private final ClientPolicies policies;
    private final ExchangedClaims exchanged;
    private final AccessTokens accessTokens;
    private final AuditLog log;
    private final Resources resources;
    private final Clock clock;

    TokenExchange(
            CallerCheck callers,
            MembershipStore memberships,
            Pool pool,
            Clients clients,
            ClientPolicies policies,
            ExchangedClaims exchanged,
            AccessTokens accessTokens,
            AuditLog log,
            Resources resources,
            Clock clock) {
        this.callers = callers;
        this.memberships = memberships;
        this.pool = pool;
        this.clients = clients;
        this.policies = policies;
        this.exchanged = exchanged;
        this.accessTokens = accessTokens;
        this.log = log;
        this.resources = resources;
        this.clock = clock;
    }

    Uni<TokenAnswer> exchange(Client service, Parameters form, Visitor visitor) {
        demandPossible(form);
        Caller caller = subject(form);
        var scopes = Scopes.within(caller.scopes(), form);
        Instant now = clock.instant();
        TokenClaims claims = exchanged.of(caller, service, scopes, now).boundTo(visitor.key());
        return demandMember(caller)
                .chain(() -> demandClient(caller))
                .chain(() -> accessTokens.sign(claims))
                .call(() -> log.append(event(caller, claims, visitor)))
                .map(token -> TokenAnswer.exchanged(token, claims));
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

    /// The caller as the check at every door sees it: signature, audience, revocation, live role.
    /// If the token is bound to a key, mcp-server has seen the proof; what it gets is not bound to
    /// that key, which it could never prove, and lives for half a minute between the two of us.
    private Caller subject(Parameters form) {
        String type = form.required("subject_token_type");
        if (!type.equals(TokenAnswer.ACCESS_TOKEN) && !type.equals(API_KEY)) {
            throw Refusal.invalidRequest("The subject token type is not known.");
        }
        return switch (callers.whoever(form.required("subject_token"), resources.mcp())) {
            case Identification.Known known when isOfType(known.caller(), type) -> known.caller();
            case Identification.Bound _, Identification.Known _ ->
                    throw Refusal.invalidRequest("Not of that type.");
            case Identification.Refused refused -> throw Refusal.invalidGrant(refused.reason());
            case Identification.Missing _ -> throw Refusal.invalidGrant("subject_missing");
            case Identification.Malformed _ -> throw Refusal.invalidGrant("subject_malformed");
            case Identification.Unavailable _ ->
                    throw Refusal.of(ErrorCode.TEMPORARILY_UNAVAILABLE, "Try again in a second.");
        };
    }

    private static boolean isOfType(Caller caller, String type) {
        return caller.credential() instanceof Caller.Credential.Key == type.equals(API_KEY);
    }

    /// The picture has said so already; the row says it as of this moment.
    private Uni<Void> demandMember(Caller caller) {
        return ExchangedClaims.person(caller)
                .map(person -> memberships.role(pool, caller.workspace(), person))
                .map(role -> role.chain(TokenExchange::demandRole))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /// The client the caller's token was issued to gets no more than its workspace allows it.
    private Uni<Void> demandClient(Caller caller) {
        return caller.credential() instanceof Caller.Credential.AccessToken token
                ? clients.find(token.client())
                        .chain(known ->
                                policies.demand(
                                        caller.workspace(), token.client(), known, Asking.MORE))
                : Uni.createFrom().voidItem();
    }

    private static Uni<Void> demandRole(Optional<Role> role) {
        return role.isPresent()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(Refusal.invalidGrant("not_a_member"));
    }

    private static Event event(Caller caller, TokenClaims claims, Visitor visitor) {
        return visitor.in(
                CallerEvent.of(caller, "token.exchange", claims.issuedAt())
                        .with("scope", Scope.format(claims.scopes()))
                        .with("aud", claims.audience())
                        .with("out", "ok"));
    }
}
