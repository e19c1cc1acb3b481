package dev.carnet.mcp.scan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.policy.PolicyMeter;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;

/// `/api/v1/scans`: looks through a text before it is shown to a model.
@Bounded
@Path(RouteTable.BASE + "/scans")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ScanEndpoint {

    /// What the usage of a workspace counts scans as.
    private static final String NAME = "scan";

    private final AuditLog log;
    private final PolicyMeter meter;
    private final Scans scans;
    private final Clock clock;

    ScanEndpoint(AuditLog log, PolicyMeter meter, Scans scans, Clock clock) {
        this.log = log;
        this.meter = meter;
        this.scans = scans;
        this.clock = clock;
    }

    /// Looks through it, if there is room for one more. It counts as one use of `scan`.
    @POST
    public Uni<ScanView> scan(@Context RoutingContext routing, @Valid @NotNull ScanRequest body) {
        ApiCall call = ApiCall.of(routing);
        int characters = characters(body.content());
        if (characters > Limits.SCREENED_CHARACTERS) {
            throw new Refused(
                    Refusal.BODY_TOO_LARGE,
                    "At most %d characters at a time.".formatted(Limits.SCREENED_CHARACTERS));
        }
        demandRoom(scans.take(call.workspace()));
        meter.used(call.caller(), NAME);
        return scans.look(call.workspace(), body.content(), body.secrets().orElse(true))
                .map(found -> ScanView.of(found, characters))
                .call(view -> log.append(event(call, body, view)));
    }

    private static void demandRoom(Scans.Place place) {
        switch (place) {
            case Scans.Place.Taken _ -> {}
            case Scans.Place.Busy _ ->
                    throw new Refused(
                            Refusal.TOO_MANY_REQUESTS,
                            "A workspace has %d texts looked through at a time; wait for one."
                                    .formatted(Limits.SCANS_OF_WORKSPACE));
            case Scans.Place.Full _ ->
                    throw new Refused(
                            Refusal.UNAVAILABLE,
                            "Too many texts are looked through; try again soon.");
        }
    }

    private Event event(ApiCall call, ScanRequest body, ScanView view) {
        Event event =
                call.event("scan", clock.instant())
                        .with("tool", NAME)
                        .with("why", view.verdict())
                        .with("count", Integer.toString(view.findings().size()))
                        .with("out", "ok");
        return body.source().map(source -> event.hide("name", source)).orElse(event);
    }

    /// The characters of every text in it and of every name.
    private static int characters(JsonNode node) {
        if (node.isValueNode()) {
            return node.asText().length();
        }
        int sum = 0;
        for (JsonNode child : node) {
            sum += characters(child);
        }
        for (var member : node.properties()) {
            sum += member.getKey().length();
        }
        return sum;
    }
}
