package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.List;

/// What tells sessions apart: nothing of one is ever used for another.
///
/// @param capabilities what is declared in it
record SessionKey(Destination destination, String principal, ObjectNode capabilities) {

    private static final List<String> KNOWN = List.of("elicitation", "sampling", "roots");

    static SessionKey of(Destination destination, Pass pass, ObjectNode declared) {
        return new SessionKey(destination, pass.principal(), known(declared));
    }

    /// What this gateway can pass on; extensions of a client are its own.
    private static ObjectNode known(ObjectNode declared) {
        var known = Json.object();
        for (String name : KNOWN) {
            if (declared.path(name) instanceof ObjectNode one) {
                known.set(name, one.deepCopy());
            }
        }
        if (known.path("roots") instanceof ObjectNode roots) {
            roots.remove("listChanged");
        }
        return known;
    }

    /// Whether the client declared that it can be asked this.
    boolean declares(String method, ObjectNode params) {
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
