package dev.carnet.auth.report;

import dev.carnet.auth.report.PassportReport.Line;
import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Optional;

/// `/api/v1/passports/{id}/report`: what became of a passport.
@Bounded
@Path(Routes.BASE + "/passports/{id}/report")
@Produces(MediaType.APPLICATION_JSON)
public class ReportEndpoint {

    private final LineStore lines;
    private final CallStore calls;
    private final Reporting reporting;
    private final Lists lists;
    private final Clock clock;

    ReportEndpoint(
            LineStore lines, CallStore calls, Reporting reporting, Lists lists, Clock clock) {
        this.lines = lines;
        this.calls = calls;
        this.reporting = reporting;
        this.lists = lists;
        this.clock = clock;
    }

    /// Every call of a passport and of all it was renewed into, newest first, a page at a time,
    /// with what the agent reported. Members see those of their own agents.
    ///
    /// @param id of any passport of the line
    @GET
    public Uni<PassportReport> report(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor), id);
        return lines.find(call.workspace(), id, owner(call), clock.instant())
                .map(found -> found.orElseThrow(Refused::notFound))
                .chain(line -> report(line, slice));
    }

    private Uni<PassportReport> report(Line line, Slice slice) {
        return calls.calls(line, slice.after(), slice.rows())
                .map(rows -> lists.page(slice, rows, SeenCall::position))
                .chain(page -> reporting.report(line, page));
    }

    private static Optional<String> owner(ApiCall call) {
        return Role.AUDITORS.contains(call.caller().role())
                ? Optional.empty()
                : Optional.of(call.caller().subject());
    }
}
