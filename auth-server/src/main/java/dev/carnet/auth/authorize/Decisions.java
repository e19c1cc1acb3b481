package dev.carnet.auth.authorize;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.token.Code;
import dev.carnet.auth.token.CodeStore;
import dev.carnet.auth.token.Grant;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// Keeps what a person decided: the code's hash and the event in one transaction, then the entry,
/// and only then the code.
@Singleton
final class Decisions {

    private final CodeStore codes;
    private final PushedRequests pushed;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final ServiceConfig config;
    private final Clock clock;

    Decisions(
            CodeStore codes,
            PushedRequests pushed,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            ServiceConfig config,
            Clock clock) {
        this.codes = codes;
        this.pushed = pushed;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.config = config;
        this.clock = clock;
    }

    /// Records the denial.
    Uni<Void> deny(Choice<AuthorizeRequest> choice, SignedIn person, Visitor visitor, String why) {
        Event event =
                event("consent.deny", choice, person, visitor)
                        .with("scope", Scope.format(choice.request().scopes()))
                        .with("why", why)
                        .with("out", "denied");
        return pool.withTransaction(transaction -> pushed.answer(transaction, choice.request()))
                .chain(() -> log.append(event))
                .replaceWithVoid();
    }

    /// Makes a code for those scopes.
    ///
    /// @param label what the person calls the grant that comes of it
    Uni<String> allow(
            Choice<AuthorizeRequest> choice,
            Set<Scope> granted,
            String label,
            SignedIn person,
            Visitor visitor) {
        String secret = OpaqueToken.fresh("carnet_ac_");
        Code code = code(choice, granted, person);
        Event event =
                event("consent.allow", choice, person, visitor)
                        .with("grant", code.grant().id())
                        .with("scope", Scope.format(granted))
                        .with("out", "ok")
                        .hide("name", label);
        return pool.withTransaction(transaction ->
                        pushed.answer(transaction, choice.request())
                                .chain(() -> keep(transaction, secret, code, event))
                                .call(() -> label(transaction, secret, label)))
                .call(log::settle)
                .replaceWith(secret);
    }

    private Uni<Void> label(SqlConnection transaction, String secret, String label) {
        return codes.label(transaction, OpaqueToken.hash(secret), label);
    }

    private Uni<Outboxed> keep(SqlConnection transaction, String secret, Code code, Event event) {
        return codes.insert(transaction, OpaqueToken.hash(secret), code)
                .chain(() -> outbox.put(transaction, event));
    }

    private Code code(Choice<AuthorizeRequest> choice, Set<Scope> granted, SignedIn person) {
        AuthorizeRequest request = choice.request();
        Instant expires = clock.instant().plus(life(request.client()));
        var grant =
                new Grant(
                        choice.here().workspace(),
                        Ids.fresh("grt"),
                        person.person(),
                        request.client().id(),
                        granted,
                        request.resource());
        return new Code(
                grant,
                request.redirectUri().text(),
                request.codeChallenge(),
                request.proofKey(),
                person.provider(),
                choice.seq(),
                expires);
    }

    private Duration life(Client client) {
        Duration usual = Duration.ofSeconds(config.codeSeconds());
        boolean longer = usual.compareTo(Limits.FAPI_CODE_LIFE) > 0;
        return client.traits().isFapi() && longer ? Limits.FAPI_CODE_LIFE : usual;
    }

    private Event event(
            String act, Choice<AuthorizeRequest> choice, SignedIn person, Visitor visitor) {
        return visitor.in(
                Event.of(choice.here().workspace(), act, clock.instant())
                        .with("sub", person.person())
                        .with("cl", choice.request().client().id())
                        .with("role", choice.here().role().wire())
                        .with("aud", choice.request().resource())
                        .hide("uri", choice.request().redirectUri().text()));
    }
}
