package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.connection.CallPassports;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Backends;
import dev.carnet.mcp.pin.Clearance;
import dev.carnet.mcp.pin.Definition;
import dev.carnet.mcp.pin.Kind;
import dev.carnet.mcp.pin.UserLooks;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.FilterEntry;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.toolset.Shelves;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.Echo;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Rebuff;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.mcp.upstream.Use;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The way of one use to its upstream: the words that were approved still stand → the server is
/// open → something proves us there → it is used → what came back, for the client.
@Singleton
final class Line {

    private static final String CONNECT = "carnet_connect";
    private static final String AGAIN =
            "Your account there can do more than a moment ago. Call again.";

    private final Shelves shelves;
    private final Backends backends;
    private final Upstreams upstreams;
    private final UserLooks looks;
    private final CallPassports callPassports;
    private final Silence silence;

    Line(
            Shelves shelves,
            Backends backends,
            Upstreams upstreams,
            UserLooks looks,
            CallPassports callPassports,
            Silence silence) {
        this.looks = looks;
        this.silence = silence;
        this.callPassports = callPassports;
        this.shelves = shelves;
        this.backends = backends;
        this.upstreams = upstreams;
    }

    /// Whether it is a thing of that server, or chosen by that toolset.
    boolean belongs(Approved thing, String service, String workspace) {
        return service.equals(thing.serverId()) || shelves.of(workspace).chooses(service, thing);
    }

    /// By way of which toolsets that viewer has it.
    Set<String> toolsets(Approved thing, Viewer viewer) {
        return shelves.of(viewer.caller().workspace()).ways(thing, viewer);
    }

    /// What the connection it goes over has against that.
    Optional<Access.Barred> objection(Approved thing, Use.Act.Call act, String workspace) {
        return backends.find(workspace, thing.serverId())
                .flatMap(backend ->
                        upstreams
                                .objection(backend.destination(), act)
                                .map(barred -> Faults.barred(backend, barred)));
    }

    /// Uses it once.
    Uni<Outcome> use(Approved thing, Use.Act act, ToolCall call) {
        String workspace = call.caller().workspace();
        Optional<Backend> backend =
                backends.find(workspace, thing.serverId())
                        .filter(Backend::open)
                        .filter(_ -> thing.workspace().equals(workspace));
        if (backend.isEmpty()) {
            return now(Faults.closed(thing));
        }
        return stands(thing) ? looked(thing, backend.get(), act, call) : now(Faults.changed(thing));
    }

    /// Where only users can look, this one may have to first, and find that it is another by now.
    private Uni<Outcome> looked(Approved thing, Backend backend, Use.Act act, ToolCall call) {
        return looks.before(backend, call.caller())
                .chain(() ->
                        stands(thing)
                                ? cleared(thing, backend, act, call)
                                : now(Faults.changed(thing)));
    }

    private boolean stands(Approved thing) {
        return shelves.of(thing.workspace())
                .still(thing.id(), thing.definition().hash())
                .isPresent();
    }

    private Uni<Outcome> cleared(Approved thing, Backend backend, Use.Act act, ToolCall call) {
        return backends.clearance(backend, call.caller(), Optional.of(act))
                .chain(clearance ->
                        switch (clearance) {
                            case Clearance.Ready(Pass pass) ->
                                    used(thing, backend, pass, act, call)
                                            .chain(reply ->
                                                    answered(
                                                            thing, backend, pass, reply, act,
                                                            call));
                            case Clearance.NeedsConnection(String url) ->
                                    now(connect(thing, backend, url, call));
                            case Clearance.Unavailable(String text) ->
                                    now(Faults.notCleared(thing, backend, text));
                        });
    }

    private Uni<Reply> used(
            Approved thing, Backend backend, Pass pass, Use.Act act, ToolCall call) {
        Optional<ObjectNode> answers = call.answers().filter(given -> !given.has(CONNECT));
        Echo echo = upstreams.echo(backend.destination(), pass);
        return proving(backend, pass, act, call)
                .chain(proof ->
                        upstreams.use(
                                backend.destination(),
                                proof,
                                new Use(act, answers, answers.flatMap(_ -> call.state())),
                                new Talk(call, echo)))
                .chain(reply -> silence.kept(echo, reply, entry(thing, backend, call)));
    }

    private static FilterEntry entry(Approved thing, Backend backend, ToolCall call) {
        Definition definition = thing.definition();
        return new FilterEntry(
                call,
                definition.kind().wire(),
                Optional.of(backend.slug()),
                Optional.of(definition.name()).filter(_ -> definition.kind() == Kind.TOOL));
    }

    /// A server that wants proof of the decision gets it of each call that was decided and
    /// recorded.
    private Uni<Pass> proving(Backend backend, Pass pass, Use.Act act, ToolCall call) {
        if (act instanceof Use.Act.Call one
                && backend.callPassports().isPresent()
                && call.decided().isPresent()) {
            return callPassports
                    .of(call.caller(), backend.callPassports().get(), one, call.decided().get())
                    .map(pass::proving);
        }
        return Uni.createFrom().item(pass);
    }

    /// A server that does not take what proves us has done nothing. If it knows nobody by it, the
    /// use is tried once more with a newer proof, if there is such a thing; if it wants more of the
    /// person than they gave, they are asked for that. Nothing else is ever sent again.
    private Uni<Outcome> answered(
            Approved thing, Backend backend, Pass pass, Reply reply, Use.Act act, ToolCall call) {
        if (knowsNobody(reply)) {
            return again(thing, backend, pass, reply, act, call);
        }
        return judged(thing, backend, reply, call);
    }

    private Uni<Outcome> judged(Approved thing, Backend backend, Reply reply, ToolCall call) {
        return missingScope(reply)
                .map(scope -> wider(thing, backend, scope, call))
                .orElseGet(() -> now(Faults.outcome(thing, backend, reply)));
    }

    private Uni<Outcome> again(
            Approved thing, Backend backend, Pass pass, Reply reply, Use.Act act, ToolCall call) {
        return backends.again(backend, call.caller(), pass)
                .chain(clearance ->
                        switch (clearance) {
                            case Clearance.Ready(Pass newer) ->
                                    used(thing, backend, newer, act, call)
                                            .chain(other ->
                                                    lastly(thing, backend, newer, other, call));
                            case Clearance.NeedsConnection(String url) ->
                                    now(connect(thing, backend, url, call));
                            case Clearance.Unavailable _ ->
                                    now(Faults.outcome(thing, backend, reply));
                        });
    }

    /// What was renewed a moment ago and is refused, too, will not do at all: the person connects
    /// anew. The use is not sent a third time.
    private Uni<Outcome> lastly(
            Approved thing, Backend backend, Pass pass, Reply reply, ToolCall call) {
        if (!knowsNobody(reply)) {
            return judged(thing, backend, reply, call);
        }
        return backends.again(backend, call.caller(), pass)
                .map(clearance ->
                        switch (clearance) {
                            case Clearance.NeedsConnection(String url) ->
                                    connect(thing, backend, url, call);
                            case Clearance.Ready _, Clearance.Unavailable _ ->
                                    Faults.outcome(thing, backend, reply);
                        });
    }

    private Uni<Outcome> wider(Approved thing, Backend backend, String scope, ToolCall call) {
        return backends.wider(backend, call.caller(), scope)
                .map(clearance ->
                        switch (clearance) {
                            case Clearance.NeedsConnection(String url) ->
                                    connect(thing, backend, url, call);
                            case Clearance.Unavailable(String text) ->
                                    Faults.notCleared(thing, backend, text);
                            case Clearance.Ready _ -> Faults.notCleared(thing, backend, AGAIN);
                        });
    }

    private static boolean knowsNobody(Reply reply) {
        return rebuff(reply).filter(Rebuff::knowsNobody).isPresent();
    }

    private static Optional<String> missingScope(Reply reply) {
        return rebuff(reply).flatMap(Rebuff::missingScope);
    }

    private static Optional<Rebuff> rebuff(Reply reply) {
        return reply instanceof Broken broken ? broken.rebuff() : Optional.empty();
    }

    /// Asks the person to connect, where the client can be asked to open a page; whoever was asked
    /// already is told to come back.
    private static Outcome connect(Approved thing, Backend backend, String url, ToolCall call) {
        boolean asked = call.answers().filter(given -> given.has(CONNECT)).isPresent();
        boolean can = call.capabilities().path("elicitation").has("url");
        if (asked || !can) {
            return Faults.notConnected(thing, backend, url);
        }
        var question = Json.object().put("method", "elicitation/create");
        question.putObject("params")
                .put("mode", "url")
                .put("elicitationId", call.requestId())
                .put("url", url)
                .put(
                        "message",
                        "Connect your account at %s, then go on.".formatted(backend.name()));
        return new Outcome.InputRequired(Map.of(CONNECT, question), Optional.empty());
    }

    private static Uni<Outcome> now(Outcome outcome) {
        return Uni.createFrom().item(outcome);
    }
}
