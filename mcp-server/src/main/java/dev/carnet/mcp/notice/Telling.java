package dev.carnet.mcp.notice;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.notice.DeliveryStore.Letter;
import dev.carnet.mcp.notice.NewsStore.Listener;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Puts in what is to be told: in one transaction it is noted as told, and everybody whom a rule
/// names has a delivery. Whatever happens in between, it is told, and told once.
@ApplicationScoped
public class Telling {

    private static final Logger LOG = Logger.getLogger(Telling.class);
    private static final int AT_ONCE = 50;

    private final Cache<String, Boolean> stuck =
            Caffeine.newBuilder()
                    .maximumSize(1_000)
                    .expireAfterWrite(Duration.ofSeconds(30))
                    .build();
    private final NewsStore news;
    private final DeliveryStore deliveries;
    private final Pool pool;
    private final Clock clock;

    Telling(NewsStore news, DeliveryStore deliveries, Pool pool, Clock clock) {
        this.news = news;
        this.deliveries = deliveries;
        this.pool = pool;
        this.clock = clock;
    }

    /// Where what is to be told comes from.
    @FunctionalInterface
    private interface Source {

        Uni<List<News>> take(SqlConnection transaction, int most, List<String> not);
    }

    /// Looks for what nobody was told. What cannot be told keeps nothing else waiting: it is left
    /// out, and tried again after a while.
    Uni<Void> look() {
        return look(news::gates)
                .chain(() -> look(news::servers))
                .chain(() ->
                        look((transaction, most, not) ->
                                news.events(transaction, clock.instant(), most, not)));
    }

    private Uni<Void> look(Source source) {
        return pool.withTransaction(transaction ->
                        source.take(transaction, AT_ONCE, stuck())
                                .chain(all -> tell(transaction, all)))
                .onFailure()
                .recoverWithUni(_ -> oneByOne(source, AT_ONCE));
    }

    private Uni<Void> oneByOne(Source source, int left) {
        return pool.withTransaction(transaction ->
                        source.take(transaction, 1, stuck())
                                .call(all ->
                                        tell(transaction, all)
                                                .onFailure()
                                                .transform(fault -> new Untold(all, fault))))
                .onFailure(Untold.class)
                .recoverWithItem(fault -> setAside(fault))
                .chain(all ->
                        all.isEmpty() || left == 1
                                ? Uni.createFrom().voidItem()
                                : oneByOne(source, left - 1));
    }

    private List<String> stuck() {
        return List.copyOf(stuck.asMap().keySet());
    }

    private List<News> setAside(Untold untold) {
        untold.all.forEach(one -> {
            stuck.put(one.id(), true);
            LOG.warnf(untold.getCause(), "%s cannot be told", one.id());
        });
        return untold.all;
    }

    /// Something that cannot be told; its transaction is undone.
    private static final class Untold extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient List<News> all;

        Untold(List<News> all, Throwable cause) {
            super("untold", cause);
            this.all = all;
        }
    }

    /// Puts it in for everybody whom a rule names.
    Uni<Void> tell(SqlConnection transaction, List<News> all) {
        return each(
                all,
                one ->
                        news.listeners(transaction, one)
                                .chain(to -> each(to, who -> put(transaction, one, who))));
    }

    private Uni<Void> put(SqlConnection transaction, News one, Listener to) {
        String id = Ids.fresh("dlv");
        Instant now = clock.instant();
        boolean mail = to.kind().equals(Destination.MAIL);
        Instant due = mail ? now.plus(NoticeLimits.MAIL_GATHERED) : now;
        var body =
                Json.object()
                        .put("id", id)
                        .put("type", one.type())
                        .put("workspace", one.workspace())
                        .put("created_at", now.toString());
        body.set(one.member(), one.body());
        var letter = new Letter(id, to.destination(), to.kind(), one.about(), body.toString());
        return deliveries.insert(transaction, one.workspace(), letter, now, due);
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
