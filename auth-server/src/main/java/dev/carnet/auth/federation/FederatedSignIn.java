package dev.carnet.auth.federation;

import dev.carnet.auth.federation.Federation.Said;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.Attempt;
import dev.carnet.auth.signin.Attempts;
import dev.carnet.auth.signin.Authentication;
import dev.carnet.auth.signin.Entrance;
import dev.carnet.auth.signin.Entrance.Way;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.signin.Strength;
import dev.carnet.auth.signin.Through;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// What a provider's word amounts to: a first step of the person who linked that account, or the
/// link itself, which only its person makes, in the browser they signed in at freshly. An account
/// nobody linked is nobody's, whatever its e-mail address says, unless an owner lets the provider
/// bring new people along.
@Singleton
final class FederatedSignIn {

    private final LinkStore links;
    private final Provisioning provisioning;
    private final Attempts attempts;
    private final Entrance entrance;
    private final Sessions sessions;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    FederatedSignIn(
            LinkStore links,
            Provisioning provisioning,
            Attempts attempts,
            Entrance entrance,
            Sessions sessions,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.links = links;
        this.provisioning = provisioning;
        this.attempts = attempts;
        this.entrance = entrance;
        this.sessions = sessions;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Takes the first step, if the account is somebody's.
    Uni<Way> signIn(HttpServerRequest request, Said said) {
        Attempt attempt = attempts.of(request, "");
        return attempts.take(attempt)
                .chain(taken -> {
                    if (!taken) {
                        throw Federation.refused("sign_in_limit");
                    }
                    return links.person(pool, said.provider(), said.subject());
                })
                .chain(person ->
                        person.isPresent()
                                ? Uni.createFrom().item(person)
                                : provisioning.of(attempt, said))
                .chain(person ->
                        person.map(known -> firstStep(attempt, known, said))
                                .orElseGet(() -> unknown(attempt, said)));
    }

    private Uni<Way> firstStep(Attempt attempt, String person, Said said) {
        var through = new Through(said.provider().workspace(), said.provider().id());
        var first =
                new Authentication(person, Strength.FEDERATED, attempt.now(), Optional.of(through));
        return entrance.firstStep(attempt, first);
    }

    private Uni<Way> unknown(Attempt attempt, Said said) {
        var event =
                attempt.event("sign_in.fail")
                        .with("id", said.provider().id())
                        .with("why", "federation_unknown")
                        .with("out", "denied");
        return log.append(event).chain(() -> Uni.createFrom().failure(notLinked()));
    }

    /// Links the account to whoever began it, if they still sit there.
    Uni<Boolean> link(HttpServerRequest request, Said said, String person) {
        return sessions.current(request)
                .map(current -> current.filter(it -> it.person().equals(person)))
                .map(current -> current.filter(it -> it.isFresh(clock.instant())))
                .map(current -> current.orElseThrow(() -> Federation.refused("federation_link")))
                .chain(current ->
                        pool.withTransaction(
                                transaction -> link(transaction, request, said, current)))
                .call(linked ->
                        linked.map(out -> log.settle(out).replaceWithVoid())
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .map(Optional::isPresent);
    }

    private Uni<Optional<Outboxed>> link(
            SqlConnection transaction, HttpServerRequest request, Said said, SignedIn person) {
        Event event =
                attempts.of(request, person.email())
                        .event("identity.link")
                        .with("sub", person.person())
                        .with("id", said.provider().id())
                        .with("out", "ok");
        return links.insert(
                        transaction,
                        said.provider(),
                        said.subject(),
                        person.person(),
                        clock.instant())
                .chain(linked ->
                        linked
                                ? outbox.put(transaction, event).map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private static Refusal notLinked() {
        return Refusal.because(
                        ErrorCode.ACCESS_DENIED,
                        "That account is linked to nobody here, or to somebody it does not speak"
                                + " for. Sign in another way, and link it on your account page.",
                        "federation_unknown")
                .asRecorded();
    }
}
