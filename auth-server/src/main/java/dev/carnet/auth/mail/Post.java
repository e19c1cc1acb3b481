package dev.carnet.auth.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.mail.LetterStore.Span;
import dev.carnet.auth.mail.LetterStore.Waiting;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.workspace.Ids;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// Outgoing mail. A letter is put in by the transaction that is the reason for it, and sent after
/// it: a mail server that is slow or away holds up nobody, and no restart loses a letter.
@Singleton
public final class Post {

    /// How long the mail server may take for a letter.
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Post.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LetterStore store;
    private final ReactiveMailer mailer;
    private final Sealer sealer;
    private final Pool pool;
    private final Clock clock;
    private final boolean open;

    Post(
            LetterStore store,
            ReactiveMailer mailer,
            ServiceKeyset keyset,
            Pool pool,
            Clock clock,
            ServiceConfig config) {
        this.store = store;
        this.mailer = mailer;
        this.sealer = keyset.sealer();
        this.pool = pool;
        this.clock = clock;
        this.open = config.smtpHost().isPresent();
        if (open && config.smtpFrom().isEmpty()) {
            throw new RefusedToStart("CARNET_SMTP_HOST needs CARNET_SMTP_FROM");
        }
    }

    /// Whether a mail server is configured.
    public boolean isOpen() {
        return open;
    }

    /// Sends the letter once this transaction has committed; nothing where no server is configured.
    public Uni<Void> put(SqlClient transaction, Letter letter) {
        return put(transaction, letter, true);
    }

    /// The same work, for a letter that may have nobody to go to: the time it takes tells nothing.
    ///
    /// @param really whether it has
    public Uni<Void> put(SqlClient transaction, Letter letter, boolean really) {
        if (!open) {
            return Uni.createFrom().voidItem();
        }
        String id = Ids.fresh("let");
        Instant now = clock.instant();
        return store.insert(
                transaction, id, seal(id, letter), new Span(now, now.plus(letter.life())), really);
    }

    /// Takes a letter to the mail server now, for whoever keeps it themselves until it is there.
    public Uni<Void> send(Letter letter) {
        return mailer.send(Mail.withText(letter.to(), letter.subject(), letter.text()))
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }

    /// Takes what is due to the mail server.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> deliver() {
        return open
                ? store.take(pool, clock.instant())
                        .chain(this::deliverAll)
                        .onFailure()
                        .invoke(failure -> LOG.warnf("Mail waits: %s", failure))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> deliverAll(List<Waiting> letters) {
        return Multi.createFrom()
                .iterable(letters)
                .onItem()
                .transformToUniAndConcatenate(this::deliver)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> deliver(Waiting letter) {
        return Uni.createFrom()
                .deferred(() -> mailer.send(unseal(letter)))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .chain(() -> store.delete(pool, letter.id()))
                .onFailure()
                .invoke(failure ->
                        LOG.warnf(
                                "Mail %s was not sent (try %d): %s",
                                letter.id(), letter.tries(), failure))
                .onFailure()
                .recoverWithNull();
    }

    private Buffer seal(String id, Letter letter) {
        try {
            var fields =
                    Map.of("to", letter.to(), "subject", letter.subject(), "text", letter.text());
            return Buffer.buffer(sealer.seal(JSON.writeValueAsBytes(fields), place(id)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Mail unseal(Waiting letter) {
        try {
            var fields = JSON.readTree(sealer.open(letter.sealed().getBytes(), place(letter.id())));
            return Mail.withText(
                    fields.get("to").asText(),
                    fields.get("subject").asText(),
                    fields.get("text").asText());
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("the letter cannot be opened", broken);
        }
    }

    private static String place(String id) {
        return "mail/" + id;
    }
}
