package dev.carnet.auth.password;

import dev.carnet.auth.http.Device;
import dev.carnet.auth.http.Network;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.password.NewPasswordStore.GrantId;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.Person;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.signin.SessionStore;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The journey of a new password, however its person proved themselves: hash it, replace the old
/// one and end the sessions with their event in one transaction, entry durable, then take back what
/// programs were granted (RFC 9700 §2.2.2, refresh tokens end with the password).
@Singleton
final class PasswordChange {

    private final NewPasswordStore store;
    private final ResetStore resets;
    private final Post post;
    private final String issuer;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final Revocations revocations;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    PasswordChange(
            NewPasswordStore store,
            ResetStore resets,
            Post post,
            ServiceConfig config,
            SessionStore sessions,
            Passwords passwords,
            Revocations revocations,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.store = store;
        this.resets = resets;
        this.post = post;
        this.issuer = config.issuer();
        this.sessions = sessions;
        this.passwords = passwords;
        this.revocations = revocations;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// What shall be done.
    ///
    /// @param act the name of the event
    /// @param person as they were when they proved themselves
    /// @param keptSession the session that goes on; empty for none
    /// @param endsGrants whether programs lose what they were granted
    record Order(
            String act,
            Person person,
            String password,
            String keptSession,
            boolean endsGrants,
            Visitor visitor) {

        @Override
        public String toString() {
            return "Order[" + act + ", " + person.id() + "]";
        }
    }

    /// Carries it out, or finds that the password was changed meanwhile.
    ///
    /// @param alongside what else belongs into the transaction; when it says no, nothing is done
    Uni<Boolean> carryOut(Order order, Function<SqlConnection, Uni<Boolean>> alongside) {
        return passwords
                .hash(order.password())
                .chain(hash ->
                        pool.withTransaction(
                                transaction -> carryOut(transaction, order, hash, alongside)))
                .call(this::settle)
                .chain(done -> done.isPresent() ? endGrants(order) : Uni.createFrom().item(false));
    }

    private Uni<Optional<Outboxed>> carryOut(
            SqlConnection transaction,
            Order order,
            String hash,
            Function<SqlConnection, Uni<Boolean>> alongside) {
        return alongside
                .apply(transaction)
                .chain(may -> may ? replace(transaction, order, hash) : none());
    }

    private Uni<Void> settle(Optional<Outboxed> done) {
        return done.map(event -> log.settle(event).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Optional<Outboxed>> replace(SqlConnection transaction, Order order, String hash) {
        return store.replace(transaction, order.person(), hash)
                .chain(won -> won ? finish(transaction, order).map(Optional::of) : none());
    }

    private Uni<Outboxed> finish(SqlConnection transaction, Order order) {
        String person = order.person().id();
        return sessions.endOthers(transaction, person, order.keptSession())
                .call(() -> resets.useAll(transaction, person, clock.instant()))
                .call(() -> post.put(transaction, notice(order)))
                .chain(ended ->
                        outbox.put(
                                transaction,
                                event(Event.SYSTEM, order)
                                        .with("count", Integer.toString(ended))
                                        .with("out", "ok")));
    }

    private Letter notice(Order order) {
        return new Letter(
                order.person().email(),
                "Your password was changed",
                """
                The password of this address at
                %s
                was changed just now, from a browser at %s (%s).

                If this was not you, set a new one at once:
                %s/reset
                """
                        .formatted(
                                issuer,
                                Network.of(order.visitor().address()),
                                Device.label(order.visitor().userAgent()),
                                issuer),
                Limits.NOTICE_LIFE);
    }

    private Uni<Boolean> endGrants(Order order) {
        return order.endsGrants()
                ? store.grants(pool, order.person().id())
                        .chain(grants -> endEach(order, grants))
                        .replaceWith(true)
                : Uni.createFrom().item(true);
    }

    private Uni<Void> endEach(Order order, List<GrantId> grants) {
        return Multi.createFrom()
                .iterable(grants)
                .onItem()
                .transformToUniAndConcatenate(grant -> revocations.revoke(order(order, grant)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private RevocationOrder order(Order order, GrantId grant) {
        return new RevocationOrder(
                grant.workspace(),
                RevocationType.GRANT,
                grant.id(),
                "the password was changed",
                event(grant.workspace(), order).with("grant", grant.id()));
    }

    private Event event(String workspace, Order order) {
        return order.visitor()
                .in(Event.of(workspace, order.act(), clock.instant()))
                .with("sub", order.person().id());
    }

    private static Uni<Optional<Outboxed>> none() {
        return Uni.createFrom().item(Optional.empty());
    }
}
