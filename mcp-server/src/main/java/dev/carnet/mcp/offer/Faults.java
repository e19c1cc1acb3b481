package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Kind;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.Reply;
import java.util.Locale;
import java.util.Optional;

/// What an upstream's reply, or the lack of one, is for a client: a sentence that says what to do,
/// and for the entry a code that tells apart where it broke. A tool says it as its result, so that
/// a model can read it; anything else as an error.
final class Faults {

    private Faults() {}

    static Outcome outcome(Approved thing, Backend backend, Reply reply) {
        return switch (reply) {
            case Reply.Done done ->
                    new ToolResult(
                            done.members().spliced(),
                            done.members().tree("isError").asBoolean(false),
                            Optional.empty());
            case Reply.Asked asked ->
                    new Outcome.InputRequired(asked.questions(), Optional.of(asked.state()));
            case Reply.Failed failed -> failed(thing, backend, failed);
            case Reply.Barred barred -> {
                Access.Barred words = barred(backend, barred);
                yield of(thing, words.why(), words.publicText());
            }
            case Broken broken ->
                    of(
                            thing,
                            "upstream_" + broken.kind().name().toLowerCase(Locale.ROOT),
                            backend.name() + ": " + broken.publicText());
        };
    }

    static Access.Barred barred(Backend backend, Reply.Barred barred) {
        return new Access.Barred(
                "constraint:" + barred.constraint(), backend.name() + ": " + barred.publicText());
    }

    static Outcome closed(Approved thing) {
        return of(
                thing,
                "upstream_closed",
                "The server behind this is not in use. Ask an operator of the workspace.");
    }

    static Outcome changed(Approved thing) {
        return of(
                thing,
                "definition_changed",
                "Its server has changed what this does. It can be used again once an operator of"
                        + " the workspace has approved the change.");
    }

    static Outcome notCleared(Approved thing, Backend backend, String text) {
        return of(thing, "upstream_unavailable", backend.name() + ": " + text);
    }

    static Outcome notConnected(Approved thing, Backend backend, String url) {
        return of(
                thing,
                "needs_connection",
                "Connect your account at %s first, at %s. Then call again."
                        .formatted(backend.name(), url));
    }

    /// What the client lacks for the upstream it lacks for us, too.
    private static Outcome failed(Approved thing, Backend backend, Reply.Failed failed) {
        Optional<ObjectNode> lacking =
                failed.data()
                        .filter(_ -> failed.code() == RpcCode.MISSING_CAPABILITY.wire())
                        .map(data -> data.path("requiredCapabilities"))
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast);
        return lacking.<Outcome>map(Outcome.MissingClient::new)
                .orElseGet(() -> refused(thing, backend, failed));
    }

    private static Outcome refused(Approved thing, Backend backend, Reply.Failed failed) {
        return thing.definition().kind() == Kind.TOOL
                ? ToolResult.failed(
                        "upstream_error",
                        "%s answered with error %d: %s"
                                .formatted(backend.name(), failed.code(), failed.message()))
                : new Outcome.Failed(
                        "upstream_error", code(failed.code()), failed.message(), failed.data());
    }

    private static Outcome of(Approved thing, String why, String publicText) {
        return thing.definition().kind() == Kind.TOOL
                ? ToolResult.failed(why, publicText)
                : new Outcome.Failed(why, RpcCode.INTERNAL, publicText, Optional.empty());
    }

    /// The codes a client can act on; any other is an error of the upstream.
    private static RpcCode code(int upstreams) {
        return upstreams == RpcCode.INVALID_PARAMS.wire()
                ? RpcCode.INVALID_PARAMS
                : upstreams == RpcCode.RESOURCE_NOT_FOUND.wire()
                        ? RpcCode.RESOURCE_NOT_FOUND
                        : RpcCode.INTERNAL;
    }
}
