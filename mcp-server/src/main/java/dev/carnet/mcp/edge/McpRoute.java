package dev.carnet.mcp.edge;

import dev.carnet.mcp.call.Refused;
import dev.carnet.mcp.caller.Admission;
import dev.carnet.mcp.caller.Doorman;
import dev.carnet.mcp.caller.KnownNames;
import dev.carnet.mcp.caller.Refusals;
import dev.carnet.mcp.caller.RequestId;
import dev.carnet.mcp.caller.Trace;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.legacy.EarlierEras;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.WholeReply;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Optional;

/// The endpoint itself: path, names, credential, method; then the body has its turn. Every request
/// is answered.
@ApplicationScoped
public class McpRoute {

    private final String path;
    private final Places places;
    private final Table table;
    private final Refused refused;
    private final KnownNames names;
    private final Doorman doorman;
    private final Refusals refusals;
    private final Posts posts;
    private final EarlierEras earlier;
    private final Vertx vertx;

    McpRoute(
            ServiceConfig config,
            KnownNames names,
            Doorman doorman,
            Posts posts,
            EarlierEras earlier,
            Table table,
            Refused refused,
            Vertx vertx) {
        this.path = URI.create(config.mcpUrl()).getRawPath();
        this.places = new Places(path);
        this.table = table;
        this.refused = refused;
        this.names = names;
        this.doorman = doorman;
        this.refusals = doorman.refusals();
        this.posts = posts;
        this.earlier = earlier;
        this.vertx = vertx;
    }

    void routes(@Observes Router router) {
        router.route(path).handler(this::serve);
        router.route(path + "/:workspace/:toolset").handler(this::serve);
    }

    private void serve(RoutingContext context) {
        HttpServerRequest request = context.request();
        String requestId = RequestId.of(request);
        Optional<Place> place = places.at(String.valueOf(request.path()));
        if (place.isEmpty()) {
            context.next();
        } else if (!names.fit(request)) {
            refuse(request, 403, "forbidden_host", "Host or Origin is not known.", requestId);
        } else if (request.method().name().equals("OPTIONS")) {
            Cors.preflight().send(Cors.allow(request).response());
        } else {
            var arrival = new Arrival(Cors.allow(request), place.get(), requestId);
            enter(arrival, doorman.at(arrival.place()).admit(request, requestId));
        }
    }

    /// A request that has not been let in yet.
    private record Arrival(HttpServerRequest request, Place place, String requestId) {}

    private void enter(Arrival arrival, Admission admission) {
        switch (admission) {
            case Admission.Proving(Uni<Admission> decision) ->
                    Work.start(
                            decision,
                            then -> enter(arrival, then),
                            fault -> undecided(arrival, fault));
            case Admission.TurnedAway(HttpAnswer answer) ->
                    answer.send(arrival.request().response());
            case Admission.Admitted admitted -> admit(arrival, visit(arrival, admitted));
        }
    }

    private void undecided(Arrival arrival, Throwable fault) {
        refusals.undecided(fault, arrival.requestId()).send(arrival.request().response());
    }

    /// A toolset that is not this caller's is not there.
    private void admit(Arrival arrival, Visit visit) {
        if (table.has(visit.viewer())) {
            serve(arrival.request(), visit);
        } else {
            String text = "There is no such toolset, or it is not assigned to this caller.";
            var answer = refusals.of(404, "not_found", "Not found", text, visit.requestId());
            refused.refuse(visit, "unknown_toolset", answer);
        }
    }

    private Visit visit(Arrival arrival, Admission.Admitted admitted) {
        HttpServerRequest request = arrival.request();
        var accepts = Accepts.of(request.headers().getAll("Accept"));
        var reply =
                new WholeReply(request.response(), vertx.getOrCreateContext(), accepts.stream());
        return new Visit(
                new Viewer(
                        admitted.caller(),
                        arrival.place(),
                        Doorman.address(request),
                        admitted.presented().proven()),
                admitted.presented(),
                arrival.requestId(),
                Optional.ofNullable(request.getHeader("traceparent")).flatMap(Trace::valid),
                request.headers(),
                reply);
    }

    private void serve(HttpServerRequest request, Visit visit) {
        switch (request.method().name()) {
            case "POST" -> posts.serve(request, visit);
            case "GET" -> inSession(visit, () -> earlier.listen(visit));
            case "DELETE" -> inSession(visit, () -> earlier.end(visit));
            default -> methodNotAllowed(visit);
        }
    }

    /// Only an earlier session has a stream of its own and an end.
    private void inSession(Visit visit, Runnable serving) {
        if (visit.headers().contains("Mcp-Session-Id")) {
            serving.run();
        } else {
            methodNotAllowed(visit);
        }
    }

    private void methodNotAllowed(Visit visit) {
        String text = "Send messages with POST.";
        visit.reply()
                .finish(
                        refusals.of(405, "method_not_allowed", "Refused", text, visit.requestId())
                                .with("Allow", "POST, GET, DELETE, OPTIONS"));
    }

    private void refuse(
            HttpServerRequest request, int status, String code, String text, String requestId) {
        refusals.of(status, code, "Refused", text, requestId).send(request.response());
    }
}
