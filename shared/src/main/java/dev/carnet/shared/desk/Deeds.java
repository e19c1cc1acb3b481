package dev.carnet.shared.desk;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.desk.IdempotencyStore.Request;
import dev.carnet.shared.standing.StandingStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The journey of every request that changes something: one transaction for the state, its event,
/// the kept answer and, last, the feed; then every replica applies it and the entry becomes
/// durable; only then the answer.
@Singleton
public final class Deeds {

    private final Pool pool;
    private final ChangeStore changes;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final AppliedEverywhere everywhere;
    private final Idempotency idempotency;
    private final StandingStore standing;

    Deeds(
            Pool pool,
            ChangeStore changes,
            AuditOutbox outbox,
            AuditLog log,
            AppliedEverywhere everywhere,
            Idempotency idempotency,
            StandingStore standing) {
        this.pool = pool;
        this.changes = changes;
        this.outbox = outbox;
        this.log = log;
        this.everywhere = everywhere;
        this.idempotency = idempotency;
        this.standing = standing;
    }

    /// What a transaction left to be done after its commit.
    public record Committed(Answer answer, Optional<Outboxed> outboxed, Optional<Long> seq) {}

    /// Makes something, once per `Idempotency-Key`.
    ///
    /// @param body what was asked for; with the route it is what the key belongs to
    public Uni<Response> create(
            ApiCall call, Object body, Function<SqlConnection, Uni<Deed>> work) {
        Optional<Request> request = idempotency.request(call, body);
        return pool.withTransaction(transaction ->
                        demandStanding(transaction, call)
                                .chain(() -> once(transaction, request, work)))
                .chain(this::settle);
    }

    /// Changes something that exists.
    public Uni<Response> change(ApiCall call, Function<SqlConnection, Uni<Deed>> work) {
        return pool.withTransaction(transaction ->
                        demandStanding(transaction, call)
                                .chain(() -> perform(transaction, Optional.empty(), work)))
                .chain(this::settle);
    }

    /// Does something for somebody whose right to it the work itself proves.
    public Uni<Response> anonymously(Function<SqlConnection, Uni<Deed>> work) {
        return pool.withTransaction(transaction -> perform(transaction, Optional.empty(), work))
                .chain(this::settle);
    }

    /// Who was revoked since the door makes nothing any more, and who is revoked from here on is so
    /// with everything made here.
    public Uni<Void> demandStanding(SqlConnection transaction, ApiCall call) {
        return standing.lost(transaction, CallerCheck.ties(call.caller()))
                .invoke(lost -> lost.ifPresent(reason -> refuse(call)))
                .replaceWithVoid();
    }

    private static void refuse(ApiCall call) {
        if (call.caller().credential() instanceof Caller.Credential.Page) {
            throw Refused.role("You are no member of this workspace any more.");
        }
        String detail = "The access token or key is not valid.";
        throw new Refused(Refusal.INVALID_TOKEN, detail)
                .challenged(call.challenge().invalidToken(Set.of(), detail))
                .from(call.caller());
    }

    private Uni<Committed> once(
            SqlConnection transaction,
            Optional<Request> request,
            Function<SqlConnection, Uni<Deed>> work) {
        return request.map(asked -> idempotency.earlier(transaction, asked))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .chain(earlier ->
                        earlier.map(answer ->
                                        new Committed(answer, Optional.empty(), Optional.empty()))
                                .map(Uni.createFrom()::item)
                                .orElseGet(() -> perform(transaction, request, work)));
    }

    private Uni<Committed> perform(
            SqlConnection transaction,
            Optional<Request> request,
            Function<SqlConnection, Uni<Deed>> work) {
        return work.apply(transaction).chain(deed -> commit(transaction, request, deed));
    }

    private Uni<Committed> commit(SqlConnection transaction, Optional<Request> request, Deed deed) {
        return outbox.put(transaction, deed.event())
                .call(outboxed ->
                        request.map(asked ->
                                        idempotency.keep(
                                                transaction, asked, outboxed.eid(), deed.answer()))
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .chain(outboxed ->
                        append(transaction, deed)
                                .map(seq ->
                                        new Committed(deed.answer(), Optional.of(outboxed), seq)));
    }

    private Uni<Optional<Long>> append(SqlConnection transaction, Deed deed) {
        return deed.changes().isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : changes.appendAll(transaction, deed.place(), deed.changes()).map(Optional::of);
    }

    /// The answer, when every replica applied what was committed and its entry is durable.
    public Uni<Response> settle(Committed committed) {
        return committed
                .seq()
                .map(everywhere::await)
                .orElseGet(() -> Uni.createFrom().voidItem())
                .call(() -> recorded(committed))
                .replaceWith(() -> committed.answer().response());
    }

    private Uni<Void> recorded(Committed committed) {
        return committed
                .outboxed()
                .map(outboxed -> log.settle(outboxed).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }
}
