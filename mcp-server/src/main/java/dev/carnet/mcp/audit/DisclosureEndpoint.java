package dev.carnet.mcp.audit;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Disclosures;
import dev.carnet.shared.audit.Disclosures.Hidden;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/audit/entries/{seq}/disclosures` opens what an entry hides, `/api/v1/audit/erasures`
/// destroys what is hidden about somebody. Each is an entry itself.
@Bounded
@Path(RouteTable.BASE + "/audit")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DisclosureEndpoint {

    private static final Pattern SEQ = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final Disclosures disclosures;
    private final AuditLog log;
    private final Deeds deeds;
    private final Clock clock;

    DisclosureEndpoint(Disclosures disclosures, AuditLog log, Deeds deeds, Clock clock) {
        this.disclosures = disclosures;
        this.log = log;
        this.deeds = deeds;
        this.clock = clock;
    }

    /// The hidden values of an entry, once the entry that says who saw them is durable.
    @GET
    @Path("/entries/{seq}/disclosures")
    public Uni<DisclosuresView> open(
            @Context RoutingContext routing, @PathParam("seq") String seq) {
        ApiCall call = ApiCall.of(routing);
        if (!SEQ.matcher(seq).matches()) {
            throw Refused.notFound();
        }
        return disclosures
                .of(call.workspace(), Long.parseLong(seq))
                .map(found -> found.orElseThrow(Refused::notFound))
                .call(hidden -> record(call, seq, hidden))
                .map(hidden -> DisclosuresView.of(Long.parseLong(seq), hidden));
    }

    private Uni<?> record(ApiCall call, String seq, List<Hidden> hidden) {
        long open = hidden.stream().filter(DisclosuresView::isOpen).count();
        return log.append(
                call.event("audit.open", clock.instant())
                        .with("id", seq)
                        .with("count", Long.toString(open))
                        .with("out", "ok"));
    }

    /// Destroys the keys of everything that is hidden about a person, agent, key or client so far.
    /// Entries and proofs stay whole.
    @POST
    @Path("/erasures")
    @APIResponseSchema(ErasureView.class)
    public Uni<Response> erase(
            @Context RoutingContext routing, @Valid @NotNull ErasureRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(call, body, transaction -> erase(transaction, call, body));
    }

    private Uni<Deed> erase(SqlConnection transaction, ApiCall call, ErasureRequest body) {
        return disclosures
                .erase(transaction, call.workspace(), body.subject())
                .map(keys -> keys.orElseThrow(Refused::notFound))
                .map(keys ->
                        new Deed(
                                Answer.ok(new ErasureView(body.subject(), keys)),
                                call.event("audit.redact", clock.instant())
                                        .with("id", body.subject())
                                        .with("count", Integer.toString(keys))
                                        .with("out", "ok")
                                        .hide("reason", body.reason()),
                                List.of()));
    }
}
