package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Prompt;
import dev.carnet.mcp.tool.Resource;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.shared.secret.KeyMac;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What a decision is about, as one value: whoever changes any of it asks for another decision. It
/// is a MAC and no plain digest, so that the row does not let anybody guess the arguments.
final class Binding {

    private Binding() {}

    /// The binding of that call.
    static Buffer of(KeyMac mac, String principal, CallOrder order, Usable thing, Demand demand) {
        var text = Json.object();
        text.put("principal", principal);
        text.put("toolset", toolset(order.call().viewer().place()));
        if (!(thing instanceof Tool)) {
            text.put("thing", thing.type());
        }
        text.put("tool", thing.name());
        text.put("server", thing.origin().map(Origin::upstream).orElse(""));
        text.put("original", thing.origin().map(Origin::name).orElse(""));
        text.put("pin", pin(thing));
        text.put("rule", demand.rule());
        text.put("version", demand.policyVersion());
        text.set("arguments", Json.sorted(order.call().arguments()));
        String place = "gate/" + order.call().caller().workspace();
        return Buffer.buffer(mac.compute(place, text.toString()));
    }

    /// The toolset of that place; the endpoint itself has none.
    static String toolset(Place place) {
        return switch (place) {
            case Place.Whole _ -> "";
            case Place.Toolset toolset -> toolset.slug();
        };
    }

    /// The digest of everything the definition tells. What has none, a resource of a family, is its
    /// name.
    static String pin(Usable thing) {
        return digest(
                switch (thing) {
                    case Tool tool -> text(tool.definition());
                    case Prompt prompt -> prompt.definition();
                    case Resource resource -> resource.definition();
                    default -> Json.object().put("name", thing.name());
                });
    }

    private static ObjectNode text(ToolDefinition definition) {
        ObjectNode text = Json.object();
        text.put("name", definition.name());
        text.put("title", definition.title());
        text.put("description", definition.description());
        text.set("inputSchema", definition.inputSchema());
        definition.outputSchema().ifPresent(schema -> text.set("outputSchema", schema));
        text.put("annotations", definition.annotations().toString());
        return text;
    }

    private static String digest(ObjectNode text) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(Json.bytes(Json.sorted(text))));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
