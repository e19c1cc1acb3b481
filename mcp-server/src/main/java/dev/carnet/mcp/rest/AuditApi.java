package dev.carnet.mcp.rest;

import dev.carnet.mcp.audit.AuditAnswer;
import dev.carnet.mcp.audit.AuditJson;
import dev.carnet.mcp.call.Refused;
import dev.carnet.mcp.caller.Admission;
import dev.carnet.mcp.caller.Doorman;
import dev.carnet.mcp.caller.KnownNames;
import dev.carnet.mcp.caller.RequestId;
import dev.carnet.mcp.caller.Trace;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.WholeReply;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.outage.Outage;
import dev.carnet.shared.rest.ProtectedResource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;

/// The door of the routes that read the audit log: name of the server, path, credential, scope,
/// role, parameters; then the work.
@ApplicationScoped
public class AuditApi {

    private static final Logger LOG = Logger.getLogger(AuditApi.class);

    private final AuditRoutes routes;
    private final KnownNames names;
    private final Doorman doorman;
    private final Refused refused;
    private final Answers answers;
    private final Vertx vertx;

    AuditApi(
            AuditRoutes routes,
            KnownNames names,
            Doorman doorman,
            Refused refused,
            ProtectedResource resource,
            Vertx vertx) {
        this.routes = routes;
        this.names = names;
        this.doorman = doorman.at(resource);
        this.refused = refused;
        this.answers = new Answers(this.doorman.refusals());
        this.vertx = vertx;
    }

    void routes(@Observes Router router) {
        routes.all().forEach(route -> router.route(route.path()).handler(this::serve));
    }

    private void serve(RoutingContext context) {
        HttpServerRequest request = context.request();
        String requestId = RequestId.of(request);
        request.response().putHeader("Cache-Control", "no-store");
        Optional<AuditRoute> route = routes.at(String.valueOf(request.path()));
        if (!names.fit(request)) {
            answers.unknownName(requestId).send(request.response());
        } else if (route.isEmpty()) {
            answers.notFound(requestId).send(request.response());
        } else if (!request.method().name().equals("GET")) {
            answers.otherMethod(requestId).send(request.response());
        } else {
            admit(context, route.get(), requestId);
        }
    }

    private void admit(RoutingContext context, AuditRoute route, String requestId) {
        enter(context, route, requestId, doorman.admit(context.request(), requestId));
    }

    private void enter(
            RoutingContext context, AuditRoute route, String requestId, Admission admission) {
        switch (admission) {
            case Admission.Proving(Uni<Admission> decision) ->
                    Work.start(
                            decision,
                            then -> enter(context, route, requestId, then),
                            fault -> undecided(context.request(), requestId, fault));
            case Admission.TurnedAway(HttpAnswer answer) ->
                    answer.send(context.request().response());
            case Admission.Admitted admitted ->
                    decide(context, route, visit(context.request(), admitted, requestId));
        }
    }

    private void undecided(HttpServerRequest request, String requestId, Throwable fault) {
        doorman.refusals().undecided(fault, requestId).send(request.response());
    }

    private void decide(RoutingContext context, AuditRoute route, Visit visit) {
        Caller caller = visit.caller();
        if (!caller.scopes().containsAll(route.need().scopes())) {
            var answer =
                    doorman.refusals().insufficientScope(route.need().scopes(), visit.requestId());
            refused.refuse(visit, "insufficient_scope", answer);
        } else if (!route.need().roles().contains(caller.role())) {
            refused.refuse(visit, "role", answers.role(visit.requestId()));
        } else {
            read(context, route, visit);
        }
    }

    private void read(RoutingContext context, AuditRoute route, Visit visit) {
        var query = context.queryParams();
        var wrong = Parameters.problems(query, route);
        if (wrong.isEmpty()) {
            work(
                    visit,
                    route.work()
                            .read(
                                    visit.caller().workspace(),
                                    Parameters.single(query),
                                    step -> visit.reply().notice(AuditJson.progress(step))));
        } else {
            finish(visit, answers.wrong(wrong, visit.requestId()));
        }
    }

    /// Nobody is answered who has left, so that nothing is read for them either.
    private void work(Visit visit, Uni<AuditAnswer> work) {
        visit.reply().begin(false);
        Runnable stop =
                Work.start(
                        work,
                        answer -> finish(visit, answers.of(answer, visit.requestId())),
                        fault -> fault(visit, fault));
        visit.reply().onLeave(stop);
    }

    private void fault(Visit visit, Throwable fault) {
        finish(
                visit,
                Outage.in(fault)
                        .map(outage -> unavailable(visit, outage))
                        .orElseGet(() -> broken(visit, fault)));
    }

    /// The answer, which is the last event when there were events before it.
    private static void finish(Visit visit, HttpAnswer answer) {
        if (visit.reply().streams()) {
            visit.reply().finish(answer, Json.parse(answer.body().toString()));
        } else {
            visit.reply().finish(answer);
        }
    }

    private HttpAnswer unavailable(Visit visit, Outage outage) {
        LOG.warnf("request %s: %s", visit.requestId(), outage.line());
        return doorman.refusals().unavailable(visit.requestId());
    }

    private HttpAnswer broken(Visit visit, Throwable fault) {
        LOG.errorf(fault, "request %s failed", visit.requestId());
        return answers.fault(visit.requestId());
    }

    private Visit visit(HttpServerRequest request, Admission.Admitted admitted, String requestId) {
        return new Visit(
                Viewer.of(admitted.caller()),
                admitted.presented(),
                requestId,
                Optional.ofNullable(request.getHeader("traceparent")).flatMap(Trace::valid),
                request.headers(),
                new WholeReply(request.response(), vertx.getOrCreateContext(), streams(request)));
    }

    private static boolean streams(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Accept"))
                .filter(accept -> accept.contains("text/event-stream"))
                .isPresent();
    }
}
