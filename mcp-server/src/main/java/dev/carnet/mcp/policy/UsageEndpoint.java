package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.UsageStore.Span;
import dev.carnet.mcp.policy.UsageView.Item;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// `/api/v1/usage`: how often what was used, by whom.
@Bounded
@Path(RouteTable.BASE + "/usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageEndpoint {

    private static final int DAYS = 30;

    private final Pool pool;
    private final UsageStore store;
    private final Lists lists;
    private final Clock clock;

    UsageEndpoint(Pool pool, UsageStore store, Lists lists, Clock clock) {
        this.pool = pool;
        this.store = store;
        this.lists = lists;
        this.clock = clock;
    }

    /// Calls of a time, added up. Calls of the last second may be missing.
    ///
    /// @param from first day, `2026-11-20`; 30 days ago, if it is left out
    /// @param to last day; today, if it is left out
    /// @param by `tool`, `upstream`, `subject`, `agent` or `day`
    @GET
    public Uni<UsageView> get(
            @Context RoutingContext routing,
            @QueryParam("from") Optional<String> from,
            @QueryParam("to") Optional<String> to,
            @QueryParam("by") Optional<String> by,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        String dimension = by.orElse("tool");
        if (!UsageStore.dimensions().contains(dimension)) {
            throw Refused.field("by", "is tool, upstream, subject, agent or day");
        }
        LocalDate last = to.map(text -> day("to", text)).orElseGet(this::today);
        LocalDate first = from.map(text -> day("from", text)).orElse(last.minusDays(DAYS));
        var span = new Span(call.workspace(), first, last, dimension);
        Slice slice =
                lists.slice(
                        call,
                        new Lists.Asked(limit, cursor),
                        first.toString(),
                        last.toString(),
                        dimension);
        return store.items(pool, span, slice)
                .map(rows -> lists.page(slice, rows, Item::position))
                .chain(page -> view(span, page));
    }

    private Uni<UsageView> view(Span span, Page<Item> page) {
        return store.total(pool, span.workspace(), span.from(), span.to())
                .map(total ->
                        new UsageView(
                                span.from(),
                                span.to(),
                                span.by(),
                                total,
                                page.items(),
                                page.nextCursor()));
    }

    private LocalDate today() {
        return Used.day(clock.instant());
    }

    private static LocalDate day(String name, String text) {
        try {
            return Optional.of(LocalDate.parse(text))
                    .filter(day -> day.getYear() >= 1970 && day.getYear() <= 9999)
                    .orElseThrow(() -> noDay(name));
        } catch (DateTimeParseException wrong) {
            throw noDay(name);
        }
    }

    /// Days that the database does not know are none either.
    private static Refused noDay(String name) {
        return Refused.field(name, "is a day such as 2026-11-20");
    }
}
