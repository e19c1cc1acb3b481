package dev.carnet.mcp.edge;

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
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Optional;
import org.jboss.logging.Logger;

/// The endpoint itself: path, names, credential, method; then the body has its turn. Every request
/// is answered.
@ApplicationScoped
public class McpRoute {

    private static final Logger LOG = Logger.getLogger(McpRoute.class);

    private final String path;
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
            Vertx vertx) {
        this.path = URI.create(config.mcpUrl()).getRawPath();
        this.names = names;
        this.doorman = doorman;
        this.refusals = doorman.refusals();
        this.posts = posts;
        this.earlier = earlier;
        this.vertx = vertx;
    }

    void routes(@Observes Router router) {
        router.route(path).handler(this::serve);
    }

    private void serve(RoutingContext context) {
        HttpServerRequest request = context.request();
        String requestId = RequestId.of(request);
        if (!path.equals(request.path())) {
            context.next();
        } else if (!names.fit(request)) {
            refuse(request, 403, "forbidden_host", "Host or Origin is not known.", requestId);
        } else if (request.method().name().equals("OPTIONS")) {
            Cors.preflight().send(Cors.allow(request).response());
        } else {
            admit(Cors.allow(request), requestId);
        }
    }

    private void admit(HttpServerRequest request, String requestId) {
        enter(request, requestId, doorman.admit(request, requestId));
    }

    private void enter(HttpServerRequest request, String requestId, Admission admission) {
        switch (admission) {
            case Admission.Proving(Uni<Admission> decision) ->
                    Work.start(
                            decision,
                            then -> enter(request, requestId, then),
                            fault -> undecided(request, requestId, fault));
            case Admission.TurnedAway(HttpAnswer answer) -> answer.send(request.response());
            case Admission.Admitted admitted -> serve(request, visit(request, admitted, requestId));
        }
    }

    private void undecided(HttpServerRequest request, String requestId, Throwable fault) {
        LOG.errorf(fault, "The proof of request %s could not be judged", requestId);
        refusals.unavailable(requestId).send(request.response());
    }

    private Visit visit(HttpServerRequest request, Admission.Admitted admitted, String requestId) {
        var accepts = Accepts.of(request.headers().getAll("Accept"));
        var reply =
                new WholeReply(request.response(), vertx.getOrCreateContext(), accepts.stream());
        return new Visit(
                new Viewer(
                        admitted.caller(),
                        new Place.Whole(),
                        address(request),
                        admitted.presented().proven()),
                admitted.presented(),
                requestId,
                Optional.ofNullable(request.getHeader("traceparent")).flatMap(Trace::valid),
                request.headers(),
                reply);
    }

    private static String address(HttpServerRequest request) {
        return Optional.ofNullable(request.remoteAddress())
                .map(SocketAddress::hostAddress)
                .orElse("");
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
