package dev.carnet.auth.revocation;

import dev.carnet.auth.revocation.RevocationOutcome.Ended;
import dev.carnet.auth.revocation.RevocationOutcome.Unknown;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The journey of a revocation (ARCHITECTURE.md, "Revocation"): one transaction ends the rows, puts
/// the event into the outbox and writes the revocation with its feed row; the answer comes when
/// every live replica has applied it, or after a second, and when the entry is durable.
@Singleton
public final class Revocations {

    /// How long a row is kept past the last expiry it concerns.
    private static final Duration KEPT_PAST_EXPIRY = Duration.ofMinutes(15);

    /// The longest life of a passport, and the day after it in which it may be renewed: what is
    /// forgotten earlier would come to life again. Access tokens may be set to live longer.
    private static final Duration LONGEST_PASSPORT = Duration.ofHours(1 + 24);

    /// So often a transaction that was undone for another is done again.
    private static final int AGAIN = 3;

    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final AppliedEverywhere applied;
    private final Clock clock;
    private final Duration longestToken;
    private final RevocationStore store = new RevocationStore();
    private final EndingsStore many = new EndingsStore();
    private final EndingLockStore locks = new EndingLockStore();

    Revocations(
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            AppliedEverywhere applied,
            Clock clock,
            ServiceConfig config) {
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.applied = applied;
        this.clock = clock;
        this.longestToken = longestToken(config);
    }

    private static Duration longestToken(ServiceConfig config) {
        Duration access = Duration.ofSeconds(config.accessTokenSeconds());
        return access.compareTo(LONGEST_PASSPORT) > 0 ? access : LONGEST_PASSPORT;
    }

    /// How long a revocation of what has tokens is kept.
    static Duration kept(ServiceConfig config) {
        return longestToken(config).plus(KEPT_PAST_EXPIRY);
    }

    /// How a transaction ended.
    private sealed interface Step {

        /// Written, with its number and the events to settle.
        record Written(Effects effects, long seq, List<Outboxed> events) implements Step {}

        /// Nothing was left to end.
        record Over(Effects effects) implements Step {}

        /// No such thing here.
        record Missing() implements Step {}
    }

    /// Takes it away. The same order again answers `already` and changes nothing.
    public Uni<RevocationOutcome> revoke(RevocationOrder order) {
        return revoke(order, _ -> Uni.createFrom().item(List.of()));
    }

    /// Takes it away together with something else of the same workspace, or does neither.
    ///
    /// @param alongside runs first in the transaction and answers what replicas must learn of it;
    ///   when that is anything, the order is carried out even if nothing else is left to end
    public Uni<RevocationOutcome> revoke(
            RevocationOrder order, Function<SqlConnection, Uni<List<ChangeBody>>> alongside) {
        return store.meant(pool, order)
                .chain(meant ->
                        pool.withTransaction(transaction -> end(transaction, meant, alongside))
                                .onFailure(Revocations::isDeadlock)
                                .retry()
                                .atMost(AGAIN)
                                .chain(step -> answer(meant, step)));
    }

    /// The database undid all of it for somebody who waited for this one.
    private static boolean isDeadlock(Throwable failed) {
        return failed instanceof PgException known && known.getSqlState().equals("40P01");
    }

    private Uni<Step> end(
            SqlConnection transaction,
            RevocationOrder order,
            Function<SqlConnection, Uni<List<ChangeBody>>> alongside) {
        return locks.take(transaction, order.workspace(), order.id())
                .chain(() -> store.serverOf(transaction, order))
                .chain(server ->
                        server.map(id -> locks.take(transaction, order.workspace(), id))
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .chain(() -> alongside.apply(transaction))
                .chain(more -> end(transaction, order, more));
    }

    /// What the order would end as of this moment, found out by the very statements that would end
    /// it, in a transaction that is undone.
    public Uni<RevocationOutcome> preview(RevocationOrder order) {
        return store.meant(pool, order).chain(this::undone);
    }

    private Uni<RevocationOutcome> undone(RevocationOrder order) {
        return pool.withTransaction(transaction ->
                        store.end(transaction, order)
                                .<RevocationOutcome>map(effects -> {
                                    throw new Undone(effects);
                                }))
                .onFailure(Undone.class)
                .recoverWithItem(undone -> outcome(order, undone.effects));
    }

    private static RevocationOutcome outcome(RevocationOrder order, Effects effects) {
        return effects.found()
                ? ended(order, effects, effects.over() && effects.total() == 0)
                : new Unknown();
    }

    private static Ended ended(RevocationOrder order, Effects effects, boolean already) {
        return new Ended(effects.everyCount(), already, effects.cascade().below(order));
    }

    /// Carries what would have been, out of a transaction that must not be.
    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Effects effects;

        Undone(Effects effects) {
            super("a preview", null, false, false);
            this.effects = effects;
        }
    }

    private Uni<Step> end(SqlConnection transaction, RevocationOrder order, List<ChangeBody> more) {
        return store.end(transaction, order)
                .map(effects -> effects.alongside(more))
                .chain(effects -> {
                    if (!effects.found()) {
                        return Uni.createFrom().item(new Step.Missing());
                    }
                    return effects.over() && effects.total() == 0
                            ? Uni.createFrom().item(new Step.Over(effects))
                            : write(transaction, order, effects);
                });
    }

    private Uni<Step> write(SqlConnection transaction, RevocationOrder order, Effects effects) {
        Event event = event(order, effects);
        var every = new ArrayList<Event>(List.of(event));
        every.addAll(effects.cascade().below(order).events(order, event));
        Instant keepUntil = keepUntil(order, effects);
        return outbox.putAll(transaction, every)
                .call(() -> dependents(transaction, order, effects, keepUntil))
                .chain(events ->
                        store.record(
                                        transaction,
                                        order,
                                        effects.announced(order.reason(), keepUntil),
                                        keepUntil)
                                .map(seq -> new Step.Written(effects, seq, events)));
    }

    /// Passports do not carry what people are connected to, nor what they were issued with, so each
    /// that hangs on it is revoked itself; what was delegated from it ends with it.
    private Uni<Void> dependents(
            SqlConnection transaction, RevocationOrder order, Effects effects, Instant keepUntil) {
        List<String> roots =
                order.type().revokesPassports() ? effects.cascade().roots() : List.of();
        return roots.isEmpty()
                ? Uni.createFrom().voidItem()
                : many.record(
                                transaction,
                                roots.stream().map(line -> passport(order, line)).toList(),
                                order.reason(),
                                keepUntil)
                        .replaceWithVoid();
    }

    private static EndingsStore.Ended passport(RevocationOrder order, String line) {
        return new EndingsStore.Ended(order.workspace(), RevocationType.PASSPORT, line, 0, 0);
    }

    /// In their order, so that the log has the revocation before what it took along.
    private Uni<Void> settle(List<Outboxed> events) {
        return Uni.join()
                .all(events.stream().limit(Cascade.NAMED + 1L).map(log::settle).toList())
                .andFailFast()
                .replaceWithVoid();
    }

    private Uni<RevocationOutcome> answer(RevocationOrder order, Step step) {
        return switch (step) {
            case Step.Missing _ -> Uni.createFrom().item(new Unknown());
            case Step.Over over ->
                    log.append(event(order, over.effects()))
                            .replaceWith(ended(order, over.effects(), true));
            case Step.Written written ->
                    Uni.combine()
                            .all()
                            .unis(applied.await(written.seq()), settle(written.events()))
                            .discardItems()
                            .replaceWith(ended(order, written.effects(), false));
        };
    }

    /// Forgets revocations that nothing alive can be concerned by any more, and says how many.
    public Uni<Integer> forgetOld() {
        return store.forgetOld(pool);
    }

    private Instant keepUntil(RevocationOrder order, Effects effects) {
        Instant lastExpiry = clock.instant().plus(longestToken);
        return (order.type() == RevocationType.PASSPORT
                        ? effects.lastExpiry().orElse(lastExpiry)
                        : lastExpiry)
                .plus(KEPT_PAST_EXPIRY);
    }

    private static Event event(RevocationOrder order, Effects effects) {
        return order.event()
                .with("type", order.type().wire())
                .with("id", order.id())
                .with("count", Integer.toString(effects.total()))
                .with("out", "ok")
                .hide("reason", order.reason());
    }
}
