package dev.carnet.auth.password;

import dev.carnet.auth.http.Device;
import dev.carnet.auth.http.Network;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.Person;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.signin.SessionStore;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// The journey of a new password, however its person proved themselves: hash it, then in one
/// transaction replace the old one, end the sessions and take back what programs were granted, with
/// their events (RFC 9700 §2.2.2, refresh tokens end with the password); answered when every
/// replica refuses what ended and the entries are durable.
@Singleton
final class PasswordChange {

    private final NewPasswordStore store;
    private final ResetStore resets;
    private final Post post;
    private final String issuer;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final Endings endings;
    private final Clock clock;

    PasswordChange(
            NewPasswordStore store,
            ResetStore resets,
            Post post,
            ServiceConfig config,
            SessionStore sessions,
            Passwords passwords,
            Endings endings,
            Clock clock) {
        this.store = store;
        this.resets = resets;
        this.post = post;
        this.issuer = config.issuer();
        this.sessions = sessions;
        this.passwords = passwords;
        this.endings = endings;
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
                        commit(
                                order,
                                transaction -> carryOut(transaction, order, hash, alongside)));
    }

    private Uni<Boolean> commit(
            Order order, Function<SqlConnection, Uni<Optional<Event>>> replacement) {
        return order.endsGrants()
                ? endings.grantsOf(
                                order.person().id(),
                                "the password was changed",
                                event -> order.visitor().in(event).with("why", order.act()),
                                replacement)
                        .map(Optional::isPresent)
                : endings.nothingBut(replacement);
    }

    private Uni<Optional<Event>> carryOut(
            SqlConnection transaction,
            Order order,
            String hash,
            Function<SqlConnection, Uni<Boolean>> alongside) {
        return alongside
                .apply(transaction)
                .chain(may -> may ? replace(transaction, order, hash) : none());
    }

    private Uni<Optional<Event>> replace(SqlConnection transaction, Order order, String hash) {
        return store.replace(transaction, order.person(), hash)
                .chain(won -> won ? finish(transaction, order).map(Optional::of) : none());
    }

    private Uni<Event> finish(SqlConnection transaction, Order order) {
        String person = order.person().id();
        return sessions.endOthers(transaction, person, order.keptSession())
                .call(() -> resets.useAll(transaction, person, clock.instant()))
                .call(() -> post.put(transaction, notice(order)))
                .map(ended ->
                        event(order).with("count", Integer.toString(ended)).with("out", "ok"));
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

    private Event event(Order order) {
        return order.visitor()
                .in(Event.of(Event.SYSTEM, order.act(), clock.instant()))
                .with("sub", order.person().id());
    }

    private static Uni<Optional<Event>> none() {
        return Uni.createFrom().item(Optional.empty());
    }
}
