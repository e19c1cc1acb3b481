package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.Limits;
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
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// Puts in what is to be told: in one transaction it is noted as told, and everybody whom a rule
/// names has a delivery. Whatever happens in between, it is told, and told once.
@ApplicationScoped
public class Telling {

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

    /// Looks for what nobody was told.
    Uni<Void> look() {
        return pool.withTransaction(
                        transaction -> news.gates(transaction).chain(all -> tell(transaction, all)))
                .chain(() -> pool.withTransaction(this::events));
    }

    private Uni<Void> events(SqlConnection transaction) {
        return news.events(transaction, clock.instant()).chain(all -> tell(transaction, all));
    }

    private Uni<Void> tell(SqlConnection transaction, List<News> all) {
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
        Instant due = mail ? now.plus(Limits.MAIL_GATHERED) : now;
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
