package dev.carnet.auth.signin;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.Person;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.RefusalCounts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// The journey of signing in: take an attempt, find the person, check the password, open a session
/// with its event, entry durable, done. Every wrong way costs and tells the same.
@Singleton
final class SignIn {

    private final AttemptStore attempts;
    private final PersonStore persons;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final RefusalCounts counts;
    private final Clock clock;
    private final Visitors visitors;

    SignIn(
            AttemptStore attempts,
            PersonStore persons,
            Passwords passwords,
            Sessions sessions,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            RefusalCounts counts,
            Clock clock,
            Visitors visitors) {
        this.visitors = visitors;
        this.attempts = attempts;
        this.persons = persons;
        this.passwords = passwords;
        this.sessions = sessions;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.counts = counts;
        this.clock = clock;
    }

    /// What became of it.
    sealed interface Outcome {

        /// Signed in; the browser gets this cookie.
        record Done(String cookie) implements Outcome {}

        /// No such person, or not their password: nobody learns which.
        record Wrong() implements Outcome {}

        /// Too many failures of this e-mail or this address.
        record TooMany() implements Outcome {}
    }

    /// Who tries.
    private record Attempt(
            HttpServerRequest request, String typedEmail, Visitor visitor, Instant now) {

        /// A digest: the table of attempts is no list of addresses.
        String emailSubject() {
            byte[] digest = OpaqueToken.sha256("attempt\n" + typedEmail);
            return "email:" + HexFormat.of().formatHex(digest);
        }

        String addressSubject() {
            return "address:" + visitor.address();
        }
    }

    private record Opened(String cookie, Outboxed outboxed) {}

    Uni<Outcome> attempt(HttpServerRequest request, String typedEmail, String password) {
        String email = Email.of(typedEmail).map(Email::text).orElse("");
        var attempt = new Attempt(request, email, visitors.of(request), clock.instant());
        return take(attempt)
                .chain(taken ->
                        taken ? check(attempt, password) : Uni.createFrom().item(tooMany()));
    }

    private Outcome tooMany() {
        counts.count("sign_in_limit");
        return new Outcome.TooMany();
    }

    private Uni<Boolean> take(Attempt attempt) {
        return attempts.take(
                        pool, attempt.addressSubject(), Limits.ATTEMPTS_PER_ADDRESS, attempt.now())
                .chain(taken ->
                        taken
                                ? attempts.take(
                                        pool,
                                        attempt.emailSubject(),
                                        Limits.ATTEMPTS_PER_EMAIL,
                                        attempt.now())
                                : Uni.createFrom().item(false));
    }

    private Uni<Outcome> check(Attempt attempt, String password) {
        return find(attempt)
                .chain(person ->
                        passwords
                                .matches(password, person)
                                .chain(right ->
                                        right
                                                ? open(attempt, person.orElseThrow())
                                                : wrong(attempt, person)));
    }

    private Uni<Optional<Person>> find(Attempt attempt) {
        return Email.of(attempt.typedEmail())
                .map(persons::find)
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Outcome> wrong(Attempt attempt, Optional<Person> person) {
        Event event =
                event(attempt, "sign_in.fail")
                        .with("sub", person.map(Person::id))
                        .with("out", "denied");
        return log.append(event).replaceWith(new Outcome.Wrong());
    }

    private Uni<Outcome> open(Attempt attempt, Person person) {
        return pool.withTransaction(transaction -> open(transaction, attempt, person))
                .call(opened -> log.settle(opened.outboxed()))
                .map(opened -> new Outcome.Done(opened.cookie()));
    }

    private Uni<Opened> open(SqlConnection transaction, Attempt attempt, Person person) {
        Event event = event(attempt, "sign_in.ok").with("sub", person.id()).with("out", "ok");
        var done = new Authentication(person.id(), Strength.PASSWORD, attempt.now());
        return sessions.open(transaction, attempt.request(), done)
                .call(() -> giveBack(transaction, attempt))
                .chain(cookie ->
                        outbox.put(transaction, event)
                                .map(outboxed -> new Opened(cookie, outboxed)));
    }

    private Uni<Void> giveBack(SqlConnection transaction, Attempt attempt) {
        return attempts.giveBack(transaction, attempt.addressSubject(), attempt.now())
                .chain(() -> attempts.giveBack(transaction, attempt.emailSubject(), attempt.now()));
    }

    private static Event event(Attempt attempt, String act) {
        return attempt.visitor()
                .in(Event.of(Event.SYSTEM, act, attempt.now()).hide("email", attempt.typedEmail()));
    }
}
