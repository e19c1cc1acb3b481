package dev.carnet.auth.notice;

import dev.carnet.auth.client.ClientName;
import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.notice.NoticeStore.Asked;
import dev.carnet.auth.notice.NoticeStore.Mailbox;
import dev.carnet.auth.notice.NoticeStore.Notice;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.workspace.Ids;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Takes what is due to mail addresses, and asks addresses whether they want it. A letter may
/// arrive twice when a process dies between the mail server and the note; none is lost.
@Singleton
final class NoticeMail {

    private static final Logger LOG = Logger.getLogger(NoticeMail.class);
    private static final int CODE_CHARACTERS = 20;

    private final NoticeStore store;
    private final Post post;
    private final Pool pool;
    private final Clock clock;

    NoticeMail(NoticeStore store, Post post, Pool pool, Clock clock) {
        this.store = store;
        this.post = post;
        this.pool = pool;
        this.clock = clock;
    }

    /// Says whether there is a mail server, so that mcp-server can tell who relies on it.
    @Scheduled(every = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> say() {
        return quietly(store.say(pool, post.isOpen(), clock.instant()));
    }

    /// Asks addresses and sends what is due.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return post.isOpen()
                ? quietly(pool.withTransaction(this::ask))
                        .chain(() -> quietly(pool.withTransaction(this::take).chain(this::sendAll)))
                : Uni.createFrom().voidItem();
    }

    private static Uni<Void> quietly(Uni<Void> work) {
        return work.onFailure()
                .invoke(fault -> LOG.warnf("Notices wait: %s", fault))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> ask(SqlConnection transaction) {
        return store.asked(transaction, clock.instant())
                .chain(all -> each(all, one -> ask(transaction, one)));
    }

    /// The code is made here and stands in the sealed letter only.
    private Uni<Void> ask(SqlConnection transaction, Asked asked) {
        String code = Ids.characters(CODE_CHARACTERS);
        Instant until = clock.instant().plus(NoticeLimits.CODE_LIFE);
        return store.expect(transaction, asked, OpaqueToken.sha256(code), until)
                .chain(to ->
                        to.map(known -> post.put(transaction, question(known, code)))
                                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static Letter question(Mailbox to, String code) {
        return new Letter(
                to.address(),
                "Do you want notices of Carnet?",
                """
                Somebody who administers the workspace "%s" wants notices to be sent to this address.

                If you agree, give them this code. It counts for an hour:

                %s

                If you do not know who this is, do nothing: you will get no notices.
                """
                        .formatted(ClientName.clean(to.workspaceName(), "?"), code),
                NoticeLimits.CODE_LIFE);
    }

    /// Something for an address, taken.
    private record Batch(Mailbox to, List<Notice> notices) {}

    private Uni<List<Batch>> take(SqlConnection transaction) {
        Instant now = clock.instant();
        return store.mailboxes(transaction, now)
                .chain(all ->
                        Multi.createFrom()
                                .iterable(all)
                                .onItem()
                                .transformToUniAndConcatenate(to ->
                                        store.notices(transaction, to, now)
                                                .map(notices -> new Batch(to, notices)))
                                .collect()
                                .asList());
    }

    private Uni<Void> sendAll(List<Batch> batches) {
        return each(batches, this::send);
    }

    private Uni<Void> send(Batch batch) {
        return batch.notices().isEmpty()
                ? store.uncount(pool, batch.to())
                : Uni.createFrom()
                        .deferred(() -> post.send(letter(batch)))
                        .map(_ -> "")
                        .onFailure()
                        .recoverWithItem(NoticeMail::trouble)
                        .chain(trouble -> note(batch, trouble));
    }

    private static Letter letter(Batch batch) {
        var wording =
                Wording.of(
                        batch.to().workspaceName(),
                        batch.notices().stream().map(Notice::body).toList());
        return new Letter(
                batch.to().address(), wording.subject(), wording.text(), NoticeLimits.CODE_LIFE);
    }

    private Uni<Void> note(Batch batch, String trouble) {
        Instant now = clock.instant();
        return trouble.isEmpty()
                ? store.sent(pool, batch.to(), batch.notices(), now)
                : store.failed(pool, batch.to(), batch.notices(), trouble, now)
                        .chain(() -> store.uncount(pool, batch.to()));
    }

    /// Why a letter did not leave, as a code; what a mail server says may quote anything.
    private static String trouble(Throwable failure) {
        LOG.warnf("A notice was not sent: %s", failure);
        return switch (failure) {
            case SMTPException said -> "smtp_" + said.getReplyCode();
            case TimeoutException _ -> "smtp_timeout";
            default -> "smtp_unreachable";
        };
    }

    private static <T> Uni<Void> each(List<T> all, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
