package dev.carnet.auth.revocation;

import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The journey of many revocations at once, in one workspace or in all: one transaction ends the
/// rows, puts the events into the outbox and writes the revocations with their feed rows; the
/// answer comes when every live replica has applied the last, and the entries are durable.
@Singleton
public final class Endings {

    private final Pool pool;
    private final EndingsStore store;
    private final EndingLockStore locks;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final AppliedEverywhere applied;
    private final Clock clock;
    private final ServiceConfig config;

    Endings(
            Pool pool,
            EndingsStore store,
            EndingLockStore locks,
            AuditOutbox outbox,
            AuditLog log,
            AppliedEverywhere applied,
            Clock clock,
            ServiceConfig config) {
        this.pool = pool;
        this.store = store;
        this.locks = locks;
        this.outbox = outbox;
        this.log = log;
        this.applied = applied;
        this.clock = clock;
        this.config = config;
    }

    /// What a transaction ended, what the logs shall say of it, and what comes of it.
    public record Work<T>(List<Ended> ended, List<Event> events, T result) {}

    /// How many of each kind ended.
    public record Counts(int clients, int grants, int refreshTokens) {

        /// Counts what ended.
        public static Counts of(List<Ended> ended) {
            return new Counts(
                    (int) ended.stream().filter(one -> one.type() == RevocationType.CLIENT).count(),
                    ended.stream().mapToInt(Ended::grants).sum(),
                    ended.stream().mapToInt(Ended::refreshTokens).sum());
        }

        /// All of them.
        public int total() {
            return clients + grants + refreshTokens;
        }

        /// By their names in answers.
        public Map<String, Integer> named() {
            return Map.of("clients", clients, "grants", grants, "refresh_tokens", refreshTokens);
        }
    }

    private record Written<T>(T result, List<Outboxed> events, Optional<Long> seq) {}

    /// Does the work and takes away what it ended, or does neither.
    ///
    /// @param reason stands in the revocations
    /// @param work runs first in the transaction; it ends rows by an `EndingsStore`
    public <T> Uni<T> run(String reason, Function<SqlConnection, Uni<Work<T>>> work) {
        return pool.withTransaction(transaction ->
                        work.apply(transaction).chain(done -> write(transaction, reason, done)))
                .call(written -> settle(written))
                .map(Written::result);
    }

    /// Ends everything a person has allowed to any client in any workspace, codes that wait to be
    /// redeemed included, and the passports they issued on a page; keys, other passports and
    /// memberships stay. For a changed password and for signing out everywhere (RFC 9700 §4.14.2).
    ///
    /// @param by adds to each workspace's event who did it, and from where
    /// @param alongside is done in the same transaction, under the locks and before anything ends,
    ///   and answers its event, which goes into the outbox with the others; when it answers none,
    ///   nothing ends
    /// @return what ended, if anything was done
    public Uni<Optional<Counts>> grantsOf(
            String person,
            String reason,
            UnaryOperator<Event> by,
            Function<SqlConnection, Uni<Optional<Event>>> alongside) {
        return run(
                reason,
                transaction ->
                        lock(transaction, person)
                                .chain(() -> alongside.apply(transaction))
                                .chain(event ->
                                        event.map(one -> grants(transaction, person, by, one))
                                                .orElseGet(Endings::nothing)));
    }

    /// Does that alone as such a transaction, and ends nothing.
    ///
    /// @return whether it was done
    public Uni<Boolean> nothingBut(Function<SqlConnection, Uni<Optional<Event>>> work) {
        return run(
                "",
                transaction ->
                        work.apply(transaction)
                                .map(event ->
                                        new Work<>(
                                                List.of(),
                                                event.stream().toList(),
                                                event.isPresent())));
    }

    private static Uni<Work<Optional<Counts>>> nothing() {
        return Uni.createFrom().item(new Work<>(List.of(), List.of(), Optional.empty()));
    }

    /// Whoever redeems a code of the person holds the same locks, and sees what was done under
    /// them. They come first: a code that is being redeemed is locked under them, too.
    private Uni<Void> lock(SqlConnection transaction, String person) {
        return store.places(transaction, person)
                .chain(places ->
                        each(places, workspace -> locks.take(transaction, workspace, person)))
                .replaceWithVoid();
    }

    private Uni<Work<Optional<Counts>>> grants(
            SqlConnection transaction, String person, UnaryOperator<Event> by, Event first) {
        return store.grants(transaction, person)
                .map(ended ->
                        new Work<>(
                                ended,
                                Stream.concat(Stream.of(first), events(person, by, ended)).toList(),
                                Optional.of(Counts.of(ended))))
                .chain(work -> onPages(transaction, person).map(found -> with(work, found)));
    }

    /// The passports that the person issued on pages hang on nobody but them.
    private Uni<List<EndingsStore.Issued>> onPages(SqlConnection transaction, String person) {
        return store.places(transaction, person)
                .map(places ->
                        places.stream()
                                .map(one -> new Ended(one, RevocationType.MEMBER, person, 0, 0))
                                .toList())
                .chain(hanging -> store.issued(transaction, hanging));
    }

    private Stream<Event> events(String person, UnaryOperator<Event> by, List<Ended> ended) {
        return ended.stream()
                .map(Ended::workspace)
                .distinct()
                .map(workspace -> event(workspace, person, ended))
                .map(by);
    }

    private Event event(String workspace, String person, List<Ended> ended) {
        long count = ended.stream().filter(one -> one.workspace().equals(workspace)).count();
        return Event.of(workspace, "grant.end_all", clock.instant())
                .with("sub", person)
                .with("count", Long.toString(count))
                .with("out", "ok");
    }

    private <T> Uni<Written<T>> write(SqlConnection transaction, String reason, Work<T> work) {
        return issued(transaction, work)
                .chain(all ->
                        each(all.events(), event -> outbox.put(transaction, event))
                                .chain(events ->
                                        record(transaction, reason, all.ended())
                                                .map(seq ->
                                                        new Written<>(all.result(), events, seq))));
    }

    /// With the passports that were issued with what ended: each line is revoked itself, because it
    /// does not say what it hangs on, and what was delegated from it ends with it.
    private <T> Uni<Work<T>> issued(SqlConnection transaction, Work<T> work) {
        return work.ended().isEmpty()
                ? Uni.createFrom().item(work)
                : store.issued(transaction, work.ended()).map(found -> with(work, found));
    }

    private <T> Work<T> with(Work<T> work, List<EndingsStore.Issued> found) {
        Instant now = clock.instant();
        return new Work<>(
                Stream.concat(
                                work.ended().stream(),
                                found.stream()
                                        .map(one ->
                                                new Ended(
                                                        one.workspace(),
                                                        RevocationType.PASSPORT,
                                                        one.line().line(),
                                                        0,
                                                        0)))
                        .toList(),
                Stream.concat(
                                work.events().stream(),
                                found.stream()
                                        .map(one ->
                                                Cascade.event(one.workspace(), one.line(), now)))
                        .toList(),
                work.result());
    }

    private Uni<Optional<Long>> record(
            SqlConnection transaction, String reason, List<Ended> ended) {
        Instant keepUntil = clock.instant().plus(Revocations.kept(config));
        return ended.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : store.record(transaction, ended, reason, keepUntil).map(Optional::of);
    }

    private Uni<Void> settle(Written<?> written) {
        return written.seq()
                .map(applied::await)
                .orElseGet(() -> Uni.createFrom().voidItem())
                .chain(() -> each(written.events(), log::settle))
                .replaceWithVoid();
    }

    /// One after the other: a connection does one thing at a time.
    private static <A, B> Uni<List<B>> each(List<A> all, Function<A, Uni<B>> step) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(step::apply)
                .collect()
                .asList();
    }
}
