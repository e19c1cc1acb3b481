package dev.carnet.mcp.service;

import dev.carnet.mcp.service.ServiceUsageStore.By;
import dev.carnet.mcp.service.ServiceUsageStore.Place;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// `/api/v1/servers/{id}/usage`: how often a server was called, and by whom.
@Bounded
@Path(RouteTable.BASE + "/servers/{id}/usage")
@Produces(MediaType.APPLICATION_JSON)
public class ServiceUsageEndpoint {

    private static final int DAYS = 30;

    private final ServiceUsageStore store;
    private final Pool pool;
    private final Clock clock;

    ServiceUsageEndpoint(ServiceUsageStore store, Pool pool, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.clock = clock;
    }

    /// Calls between two days, about a second late at most.
    ///
    /// @param from first day; 30 days ago, if it is left out
    /// @param to last day; today, if it is left out
    @GET
    public Uni<ServiceUsage> get(
            @Context RoutingContext routing,
            @PathParam("id") String server,
            @QueryParam("from") Optional<String> from,
            @QueryParam("to") Optional<String> to) {
        String workspace = ApiCall.of(routing).workspace();
        LocalDate last = to.map(text -> day("to", text)).orElseGet(this::today);
        LocalDate first = from.map(text -> day("from", text)).orElse(last.minusDays(DAYS));
        return store.place(pool, workspace, server)
                .map(found -> found.orElseThrow(Refused::notFound))
                .chain(place -> usage(workspace, server, place, later(first, place.since()), last));
    }

    private Uni<ServiceUsage> usage(
            String workspace, String server, Place place, LocalDate from, LocalDate to) {
        return Uni.combine()
                .all()
                .unis(
                        store.total(pool, workspace, place, from, to),
                        store.items(pool, workspace, place, from, to, By.TOOL),
                        store.items(pool, workspace, place, from, to, By.SUBJECT),
                        store.items(pool, workspace, place, from, to, By.DAY))
                .with((total, tools, subjects, days) ->
                        new ServiceUsage(server, from, to, total, tools, subjects, days));
    }

    /// A server that had the slug before is another one.
    private static LocalDate later(LocalDate asked, LocalDate since) {
        return asked.isBefore(since) ? since : asked;
    }

    private LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
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
