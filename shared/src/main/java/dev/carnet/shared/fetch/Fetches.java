package dev.carnet.shared.fetch;

import dev.carnet.shared.fetch.Shelf.Page;
import dev.carnet.shared.fetch.Shelf.Slot;
import dev.carnet.shared.network.RateLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Gets documents: from the shelf while they are fresh, otherwise through the guard, one fetch of a
/// URL at a time whoever waits for it. Whoever stops waiting stops nobody else.
@Singleton
public final class Fetches {

    private static final Map<String, String> NO_HEADERS = Map.of();

    private final FetchRules rules;
    private final Clock clock;
    private final Line line;
    private final Guard guard;
    private final Shelf shelf = new Shelf();
    private final Map<Slot, Future<Outcome>> flights = new ConcurrentHashMap<>();
    private final RateLimit limit;

    Fetches(Vertx vertx, Resolver resolver, FetchRules rules, FetchTrust trust, Clock clock) {
        this.rules = rules;
        this.limit = new RateLimit(rules.perMinute());
        this.clock = clock;
        this.line = new Line(vertx, trust);
        this.guard = new Guard(vertx, resolver, rules, line);
    }

    @PreDestroy
    void close() {
        line.close();
    }

    /// The URL taken apart, if it could ever be fetched. Nothing is looked up or sent.
    public Optional<Target> target(String url) {
        return target(url, Within.CONFIGURATION);
    }

    /// The same on behalf of a server.
    public Optional<Target> target(String url, Within within) {
        return within.target(url).or(() -> Target.of(url, rules));
    }

    /// The document, of now or a while ago.
    public Uni<Outcome> get(Errand errand) {
        return later(() -> get(errand, clock.instant()));
    }

    private Future<Outcome> get(Errand errand, Instant now) {
        var key = Slot.of(errand);
        return shelf.fresh(key, now)
                .<Outcome>map(Page::document)
                .or(() -> shelf.trouble(key, now))
                .map(Future::succeededFuture)
                .orElseGet(() -> fly(errand));
    }

    /// The document of now, because the one that is held lacks something: asked for again at most
    /// every 30 s. If that fails, what is held counts on.
    public Uni<Outcome> again(Errand errand) {
        return later(() -> {
            Instant now = clock.instant();
            Optional<Page> held = shelf.fresh(Slot.of(errand), now);
            boolean soon =
                    held.filter(page -> now.isBefore(page.fetchedAt().plus(FetchLimits.AGAIN)))
                            .isPresent();
            return held.isEmpty() || soon || shelf.trouble(Slot.of(errand), now).isPresent()
                    ? get(errand, now)
                    : fly(errand).map(outcome -> better(outcome, held.orElseThrow()));
        });
    }

    /// The document of now, whatever is held: for somebody who was just told that things changed.
    /// It counts against the limit of whoever causes it, and is kept for those who ask with `get`.
    public Uni<Outcome> anew(Errand errand) {
        return later(() -> fly(errand));
    }

    private static Outcome better(Outcome outcome, Page held) {
        return outcome instanceof Outcome.Document ? outcome : held.document();
    }

    /// Sends one request and keeps nothing of it.
    public Uni<Outcome> send(Sending sending) {
        return later(() ->
                target(sending.url(), sending.within())
                        .map(target -> guard.run(target, sending))
                        .map(answer -> answer.map(this::unkept).otherwise(Fetches::outcome))
                        .orElseGet(Fetches::notAUrl));
    }

    /// Sends one request whose answer counts whatever its status is, and keeps nothing of it. What
    /// is wanted has to be `SPOKEN`.
    public Uni<Heard> hear(Sending sending) {
        return later(() ->
                target(sending.url(), sending.within())
                        .map(target -> guard.run(target, sending))
                        .map(answer -> answer.map(Fetches::said).otherwise(Fetches::silence))
                        .orElseGet(() ->
                                Future.succeededFuture(new Heard.Silence(false, "fetch_url"))));
    }

    private static Heard said(Answer answer) {
        return new Heard.Said(
                answer.status(),
                Optional.ofNullable(answer.headers().get("Location")),
                answer.headers().getAll("WWW-Authenticate"),
                answer.body());
    }

    private static Heard silence(Throwable failed) {
        return switch (outcome(failed)) {
            case Outcome.Forbidden forbidden -> new Heard.Silence(false, forbidden.reason());
            case Outcome.Unavailable away -> new Heard.Silence(true, away.reason());
            case Outcome.Document _ -> new Heard.Silence(true, "fetch_failed");
        };
    }

    private Outcome unkept(Answer answer) {
        return new Outcome.Document(answer.body(), clock.instant());
    }

    private Future<Outcome> fly(Errand errand) {
        return target(errand.url(), errand.within())
                .map(target -> fly(errand, target))
                .orElseGet(Fetches::notAUrl);
    }

    private Future<Outcome> fly(Errand errand, Target target) {
        var key = Slot.of(errand);
        Promise<Outcome> landing = Promise.promise();
        Future<Outcome> underWay = flights.putIfAbsent(key, landing.future());
        if (underWay != null) {
            return underWay;
        }
        Future.<Void>succeededFuture()
                .compose(_ -> start(errand, target))
                .onComplete(done -> {
                    flights.remove(key);
                    landing.handle(done);
                });
        return landing.future();
    }

    private Future<Outcome> start(Errand errand, Target target) {
        var key = Slot.of(errand);
        if (flights.size() > FetchLimits.AT_ONCE) {
            return Future.succeededFuture(new Outcome.Unavailable("fetch_busy"));
        }
        if (!limit.admits(errand.source())) {
            return Future.succeededFuture(new Outcome.Unavailable("fetch_limit"));
        }
        Map<String, String> validator =
                shelf.page(key)
                        .flatMap(Page::etag)
                        .map(etag -> Map.of("If-None-Match", etag))
                        .orElse(NO_HEADERS);
        return guard.run(target, Sending.get(errand, validator))
                .map(answer -> keep(key, answer))
                .otherwise(failed -> keep(key, failed));
    }

    private Outcome keep(Slot key, Answer answer) {
        Optional<Page> held = shelf.page(key);
        if (answer.isNotModified() && held.isEmpty()) {
            return keep(key, FetchFailure.unavailable("fetch_status_304"));
        }
        Page page =
                held.filter(_ -> answer.isNotModified())
                        .map(same -> page(answer, key, same.body(), same.etag()))
                        .orElseGet(() -> page(answer, key, answer.body(), etag(answer)));
        shelf.put(key, page);
        return page.document();
    }

    private Page page(Answer answer, Slot key, Buffer body, Optional<String> etag) {
        Instant now = clock.instant();
        return new Page(body, etag, now, Freshness.until(answer.headers(), key.wanted(), now));
    }

    private static Optional<String> etag(Answer answer) {
        return Optional.ofNullable(answer.headers().get("ETag"))
                .filter(etag -> etag.matches("(W/)?\"[\\x21\\x23-\\x7e]{0,200}\""));
    }

    private Outcome keep(Slot key, Throwable failed) {
        Outcome outcome = outcome(failed);
        shelf.put(key, outcome, clock.instant());
        return outcome;
    }

    private static Outcome outcome(Throwable failed) {
        return failed instanceof FetchFailure known
                ? known.outcome()
                : new Outcome.Unavailable("fetch_failed");
    }

    private static Future<Outcome> notAUrl() {
        return Future.succeededFuture(new Outcome.Forbidden("fetch_url"));
    }

    /// Goes on where the caller was: sessions belong to an event loop. The stage is the caller's
    /// own, so that cancelling it ends no fetch.
    private static <T> Uni<T> later(Supplier<Future<T>> work) {
        return Uni.createFrom()
                .deferred(() ->
                        Uni.createFrom()
                                .completionStage(work.get().toCompletionStage())
                                .emitOn(caller()));
    }

    private static Executor caller() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : work -> context.runOnContext(_ -> work.run());
    }
}
