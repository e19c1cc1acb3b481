package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.List;
import java.util.Optional;

/// What tells sessions apart: nothing of one is ever used for another.
///
/// @param capabilities what is declared in it
/// @param looking whether it only looks around, so that there is nobody to ask
/// @param lane which of several at once: what an earlier server says on a stream that is no
///   request's own belongs to whatever runs in that session, and so one thing runs in each
record SessionKey(
        Destination destination,
        String principal,
        ObjectNode capabilities,
        boolean looking,
        int lane) {

    private static final List<String> KNOWN = List.of("elicitation", "sampling", "roots");

    /// Everything that can be passed on.
    private static final String EVERYTHING =
            """
            {"elicitation": {"form": {}, "url": {}}, "sampling": {"context": {}, "tools": {}},
             "roots": {}}
            """;

    static SessionKey of(Destination destination, Pass pass, ObjectNode declared) {
        return new SessionKey(
                destination, pass.principal(), known(destination, declared), false, 0);
    }

    /// To look at what there is. Servers show a tool that asks its client something only to clients
    /// that can be asked, so everything is declared here, and no question is answered.
    static SessionKey looking(Destination destination, Pass pass) {
        ObjectNode declared = known(destination, Json.parse(EVERYTHING));
        return new SessionKey(destination, pass.principal(), declared, true, 0);
    }

    /// Another one beside it, if there may be one more.
    Optional<SessionKey> beside() {
        return lane + 1 < UpstreamLimits.LANES
                ? Optional.of(
                        new SessionKey(destination, principal, capabilities, looking, lane + 1))
                : Optional.empty();
    }

    /// What this gateway can pass on; extensions of a client are its own. The roots of a client are
    /// folders where the client is: to a program that runs here they would be folders of ours, and
    /// servers of files take them for what they may open.
    private static ObjectNode known(Destination destination, ObjectNode declared) {
        var known = Json.object();
        for (String name : KNOWN) {
            if (declared.path(name) instanceof ObjectNode one) {
                known.set(name, one.deepCopy());
            }
        }
        if (destination.transport() == Transport.STDIO) {
            known.remove("roots");
        } else if (known.path("roots") instanceof ObjectNode roots) {
            roots.remove("listChanged");
        }
        return known;
    }

    /// Whether both have the same program run for the same workspace.
    boolean sharesProgram(SessionKey other) {
        return destination.transport() == Transport.STDIO
                && other.destination.transport() == Transport.STDIO
                && destination.workspace().equals(other.destination.workspace())
                && destination.address().equals(other.destination.address());
    }

    /// Whether the client declared that it can be asked this.
    boolean declares(String method, ObjectNode params) {
        return !looking && isDeclared(method, params);
    }

    private boolean isDeclared(String method, ObjectNode params) {
        return switch (method) {
            case "elicitation/create" -> elicits(params.path("mode").asText("form"));
            case "sampling/createMessage" ->
                    capabilities.path("sampling").isObject()
                            && (!(params.has("tools") || params.has("toolChoice"))
                                    || capabilities.path("sampling").path("tools").isObject());
            case "roots/list" -> capabilities.path("roots").isObject();
            default -> false;
        };
    }

    /// An empty `elicitation` means form mode only; URL mode is declared by name.
    private boolean elicits(String mode) {
        JsonNode elicitation = capabilities.path("elicitation");
        return elicitation.isObject()
                && (elicitation.has(mode) || (elicitation.isEmpty() && mode.equals("form")));
    }
}
