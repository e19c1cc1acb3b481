package dev.carnet.auth.signin;

import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.Person;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.signin.Entrance.Way;
import dev.carnet.shared.audit.AuditLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The journey of signing in with a password: take an attempt, find the person, check the password,
/// go to the entrance. Every wrong way costs and tells the same.
@Singleton
final class SignIn {

    private final Attempts attempts;
    private final PersonStore persons;
    private final Passwords passwords;
    private final Entrance entrance;
    private final AuditLog log;

    SignIn(
            Attempts attempts,
            PersonStore persons,
            Passwords passwords,
            Entrance entrance,
            AuditLog log) {
        this.attempts = attempts;
        this.persons = persons;
        this.passwords = passwords;
        this.entrance = entrance;
        this.log = log;
    }

    /// What became of it.
    sealed interface Outcome {

        /// The password was right.
        record Right(Way way) implements Outcome {}

        /// No such person, or not their password: nobody learns which.
        record Wrong() implements Outcome {}

        /// Too many failures of this e-mail or this address.
        record TooMany() implements Outcome {}
    }

    Uni<Outcome> attempt(HttpServerRequest request, String typedEmail, String password) {
        Attempt attempt = attempts.of(request, Email.of(typedEmail).map(Email::text).orElse(""));
        return attempts.take(attempt)
                .chain(taken ->
                        taken
                                ? check(attempt, password)
                                : Uni.createFrom().item(new Outcome.TooMany()));
    }

    private Uni<Outcome> check(Attempt attempt, String password) {
        return find(attempt)
                .chain(person ->
                        passwords
                                .matches(password, person)
                                .chain(right ->
                                        right
                                                ? right(attempt, person.orElseThrow())
                                                : wrong(attempt, person)));
    }

    private Uni<Optional<Person>> find(Attempt attempt) {
        return Email.of(attempt.email())
                .map(persons::find)
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Outcome> wrong(Attempt attempt, Optional<Person> person) {
        var event =
                attempt.event("sign_in.fail")
                        .with("sub", person.map(Person::id))
                        .with("out", "denied");
        return log.append(event).replaceWith(new Outcome.Wrong());
    }

    private Uni<Outcome> right(Attempt attempt, Person person) {
        return entrance.firstStep(
                        attempt, new Authentication(person.id(), Strength.PASSWORD, attempt.now()))
                .map(Outcome.Right::new);
    }
}
