package dev.carnet.mcp.policy;

import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
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
@Path(RouteTable.BASE + "/usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageEndpoint {

    private static final int MOST = 100;
    private static final int DAYS = 30;

    private final Pool pool;
    private final UsageStore store;
    private final Clock clock;

    UsageEndpoint(Pool pool, UsageStore store, Clock clock) {
        this.pool = pool;
        this.store = store;
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
            @QueryParam("by") Optional<String> by) {
        String workspace = ApiCall.of(routing).workspace();
        String dimension = by.orElse("tool");
        if (!UsageStore.dimensions().contains(dimension)) {
            throw Refused.field("by", "is tool, upstream, subject, agent or day");
        }
        LocalDate last = to.map(text -> day("to", text)).orElseGet(this::today);
        LocalDate first = from.map(text -> day("from", text)).orElse(last.minusDays(DAYS));
        return store.items(pool, workspace, first, last, dimension, MOST)
                .chain(items ->
                        store.total(pool, workspace, first, last)
                                .map(total -> new UsageView(first, last, dimension, total, items)));
    }

    private LocalDate today() {
        return Used.day(clock.instant());
    }

    private static LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException wrong) {
            throw Refused.field(name, "is a day such as 2026-11-20");
        }
    }
}
