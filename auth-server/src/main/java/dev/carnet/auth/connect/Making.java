package dev.carnet.auth.connect;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationOutcome;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.connection.ConnectionPlace;
import dev.carnet.shared.connection.GivenTokens;
import dev.carnet.shared.connection.HeldTokens;
import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.secret.Letterbox;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/// Writes connections down and ends them, each with its event. What is secret leaves this method
/// sealed.
@Singleton
final class Making {

    private static final int SHOWN = 4;

    private final ConnectionStore store;
    private final Pool pool;
    private final Revocations revocations;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    Making(
            ConnectionStore store,
            Pool pool,
            Revocations revocations,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.store = store;
        this.pool = pool;
        this.revocations = revocations;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Keeps tokens that came of a course.
    Uni<Void> keep(Begun begun, OurClient client, GivenTokens given, Visitor visitor) {
        Course course = begun.course();
        var place = place(begun.workspace(), begun.person(), begun.server());
        var held =
                new HeldTokens(
                        given.accessToken(),
                        given.refreshToken(),
                        course.issuer(),
                        course.tokenEndpoint(),
                        course.revocationEndpoint(),
                        course.resource(),
                        client);
        return slot().chain(slot ->
                keep(
                        new Fresh(
                                place,
                                "oauth",
                                course.address(),
                                course.issuer(),
                                given.scope().orElse(course.scope()),
                                "",
                                Buffer.buffer(slot.put(held.bytes(), place.text())),
                                given.refreshToken().isPresent(),
                                given.expiresAt(),
                                clock.instant(),
                                course.privateAllowed()),
                        visitor));
    }

    /// Keeps a key.
    Uni<Void> keep(Upstream upstream, SignedIn person, String key, Visitor visitor) {
        var place = place(upstream.workspace(), person.person(), upstream.id());
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        return slot().chain(slot ->
                keep(
                        new Fresh(
                                place,
                                "key",
                                upstream.url(),
                                "",
                                "",
                                shown(key),
                                Buffer.buffer(slot.put(text, place.text())),
                                true,
                                Optional.empty(),
                                clock.instant(),
                                upstream.privateAllowed()),
                        visitor));
    }

    /// Of a short key nothing is shown, or too much would be.
    private static String shown(String key) {
        return key.length() < 4 * SHOWN ? "" : key.substring(key.length() - SHOWN);
    }

    private static ConnectionPlace place(String workspace, String person, String server) {
        return new ConnectionPlace(workspace, Ids.fresh("con"), person, server);
    }

    private Uni<Letterbox.Slot> slot() {
        return store.slot(pool).map(found -> found.orElseThrow(() -> Obstacle.NOT_READY.refusal()));
    }

    private Uni<Void> keep(Fresh fresh, Visitor visitor) {
        var place = fresh.place();
        Event event =
                event("connection.add", place.workspace(), place.person(), place.connection())
                        .with("srv", place.server())
                        .with("kind", fresh.kind());
        return pool.withTransaction(transaction ->
                        store.replace(transaction, fresh)
                                .chain(() -> outbox.put(transaction, visitor.in(event))))
                .call(log::settle)
                .replaceWithVoid();
    }

    /// Ends a connection of that person, if it is still there, and what depends on it.
    Uni<Boolean> end(String workspace, String person, String connection, Visitor visitor) {
        var order =
                new RevocationOrder(
                        workspace,
                        RevocationType.CONNECTION,
                        connection,
                        "",
                        visitor.in(event("connection.end", workspace, person, connection)));
        return store.owns(pool, workspace, person, connection)
                .chain(owns ->
                        owns
                                ? revocations.revoke(order).map(Making::ended)
                                : Uni.createFrom().item(false));
    }

    private static boolean ended(RevocationOutcome outcome) {
        return outcome instanceof RevocationOutcome.Ended ended && !ended.already();
    }

    private Event event(String act, String workspace, String person, String connection) {
        return Event.of(workspace, act, clock.instant())
                .with("sub", person)
                .with("id", connection)
                .with("out", "ok");
    }
}
