package dev.carnet.auth.password;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.signin.AttemptStore;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.RefusalCounts;
import dev.carnet.shared.network.RateLimit;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// The journey of asking for a link: take from the limits, make a link for whoever has the address
/// with its mail and event in one transaction, entry durable. It is the same journey for an address
/// nobody has.
@Singleton
final class Resets {

    private final ResetStore store;
    private final AttemptStore attempts;
    private final Post post;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final RefusalCounts counts;
    private final Clock clock;
    private final String issuer;

    Resets(
            ResetStore store,
            AttemptStore attempts,
            Post post,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            RefusalCounts counts,
            Clock clock,
            ServiceConfig config) {
        this.store = store;
        this.attempts = attempts;
        this.post = post;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.counts = counts;
        this.clock = clock;
        this.issuer = config.issuer();
    }

    /// Mails a link to whoever has the address; no, when too many were asked for.
    Uni<Boolean> ask(Email email, Visitor visitor) {
        Instant now = clock.instant();
        return take(email, visitor, now)
                .chain(taken ->
                        taken
                                ? pool.withTransaction(transaction ->
                                                make(transaction, email, visitor, now))
                                        .call(log::settle)
                                        .replaceWith(true)
                                : Uni.createFrom().item(this::tooMany));
    }

    private boolean tooMany() {
        counts.count("reset_limit");
        return false;
    }

    private Uni<Boolean> take(Email email, Visitor visitor, Instant now) {
        String digest = HexFormat.of().formatHex(OpaqueToken.sha256("reset\n" + email.text()));
        String network = RateLimit.network(visitor.address());
        return attempts.take(pool, "reset-address:" + network, Limits.RESETS_PER_ADDRESS, now)
                .chain(taken ->
                        taken
                                ? attempts.take(
                                        pool, "reset:" + digest, Limits.RESETS_PER_EMAIL, now)
                                : Uni.createFrom().item(false));
    }

    private Uni<Outboxed> make(
            SqlConnection transaction, Email email, Visitor visitor, Instant now) {
        String secret = OpaqueToken.fresh("carnet_pr_");
        return store.insert(
                        transaction,
                        OpaqueToken.hash(secret),
                        email,
                        now,
                        now.plus(Limits.RESET_LIFE))
                .call(person -> post.put(transaction, letter(email, secret), person.isPresent()))
                .chain(person -> outbox.put(transaction, event(email, person, visitor, now)));
    }

    /// The link is made of the configured issuer alone: no header of the request has a part in it
    /// (V40).
    private Letter letter(Email email, String secret) {
        return new Letter(
                email.text(),
                "Your password at Carnet",
                """
                Somebody, hopefully you, asked to set a new password for this address at
                %s

                Open this link to choose one. It works once, for 30 minutes:

                %s/reset?token=%s

                A second factor stays as it is and will be asked for as always.
                If this was not you, do nothing: your password stays what it is.
                """
                        .formatted(issuer, issuer, secret),
                Limits.RESET_LIFE);
    }

    private static Event event(Email email, Optional<String> person, Visitor visitor, Instant now) {
        return visitor.in(Event.of(Event.SYSTEM, "password.reset_ask", now))
                .with("sub", person)
                .with("out", person.isPresent() ? "ok" : "denied")
                .hide("email", email.text());
    }
}
