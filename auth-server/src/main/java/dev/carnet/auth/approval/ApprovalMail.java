package dev.carnet.auth.approval;

import dev.carnet.auth.approval.ApprovalStore.Untold;
import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.startup.ServiceConfig;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jboss.logging.Logger;

/// Writes to those who may decide, when a call begins to wait and when it has waited too long. The
/// letters and the note that they were written commit together. A letter names the tool and the
/// page, never the arguments.
@Singleton
final class ApprovalMail {

    private static final Logger LOG = Logger.getLogger(ApprovalMail.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /// So much of a text of others stands in one line of a letter.
    private static final int LINE = 500;

    private final ApprovalStore store;
    private final Post post;
    private final Pool pool;
    private final Clock clock;
    private final String pages;

    ApprovalMail(ApprovalStore store, Post post, Pool pool, Clock clock, ServiceConfig config) {
        this.store = store;
        this.post = post;
        this.pool = pool;
        this.clock = clock;
        this.pages = config.issuer() + "/approvals/";
    }

    /// Looks for calls that nobody was told of.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return post.isOpen()
                ? pool.withTransaction(this::tell)
                        .onFailure()
                        .invoke(fault -> LOG.warnf("Nobody was told of what waits: %s", fault))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> tell(SqlConnection transaction) {
        Instant now = clock.instant();
        return store.takeUntold(transaction, Limits.APPROVALS_TOLD, now)
                .chain(gates ->
                        Multi.createFrom()
                                .iterable(gates)
                                .onItem()
                                .transformToUniAndConcatenate(gate -> tell(transaction, gate, now))
                                .collect()
                                .last()
                                .replaceWithVoid());
    }

    private Uni<Void> tell(SqlConnection transaction, Untold gate, Instant now) {
        return store.deciders(transaction, gate, Limits.APPROVAL_MAILS)
                .chain(addresses -> put(transaction, letters(gate, addresses, now)));
    }

    private Uni<Void> put(SqlConnection transaction, List<Letter> letters) {
        return Multi.createFrom()
                .iterable(letters)
                .onItem()
                .transformToUniAndConcatenate(letter -> post.put(transaction, letter))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private List<Letter> letters(Untold gate, List<String> addresses, Instant now) {
        Duration life = Duration.between(now, gate.expiresAt());
        String subject = gate.again() ? "A call still waits for you" : "A call waits for you";
        return addresses.stream()
                .map(address -> new Letter(address, subject, text(gate), life))
                .toList();
    }

    private String text(Untold gate) {
        String from = gate.server().isEmpty() ? "" : " of " + gate.server();
        String why =
                paragraph(gate.reason()) + paragraph(gate.consequences()) + effect(gate.effect());
        return """
        Somebody's call of %s%s waits for your decision.
        %s
        Look at it and decide here, after signing in:

        %s%s

        If nobody decides by %s, it is rejected.
        """
                .formatted(
                        Plainly.text(gate.name()),
                        from,
                        why,
                        pages,
                        gate.gate(),
                        TIME.format(gate.expiresAt()));
    }

    private static String paragraph(String text) {
        return text.isEmpty() ? "" : "\n" + Plainly.text(text) + "\n";
    }

    /// What the tool may do, as whoever reads no page has to know it, too. What it says itself is
    /// in one line, so that it cannot be taken for the letter's own words.
    private static String effect(Approval.Effect effect) {
        if (effect.toolClass().isEmpty()) {
            return "";
        }
        String at =
                effect.serverAddress().isEmpty()
                        ? ""
                        : "Server: %s (%s)\n"
                                .formatted(line(effect.serverName()), line(effect.serverAddress()));
        return """

        %sClass: %s
        The tool says: %s
        It reaches %s, and done twice it %s.
        """
                .formatted(
                        at,
                        effect.toolClass(),
                        effect.description().isEmpty() ? "nothing" : line(effect.description()),
                        effect.openWorld() ? "beyond that server" : "no further than that server",
                        effect.repeatable() ? "changes nothing more" : "may happen twice");
    }

    private static String line(String text) {
        String plain = Plainly.text(text.replace('\n', ' '));
        return plain.length() <= LINE ? plain : plain.substring(0, LINE) + "…";
    }
}
