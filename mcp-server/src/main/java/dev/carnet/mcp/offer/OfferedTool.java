package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.service.Operation;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolClass;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.upstream.Use;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;

/// A tool of an upstream, by the name it has at this place.
record OfferedTool(
        Approved thing, Origin from, ToolDefinition definition, ObjectNode listed, Line line)
        implements Tool {

    /// The name is another one here, and what a tool of an HTTP service sends is for whoever
    /// approves it.
    private static final Set<String> UNTOLD = Set.of("name", Operation.REQUEST);

    static OfferedTool of(String name, Approved thing, String upstream, Line line) {
        ObjectNode json = thing.definition().json();
        var hints =
                new ToolDefinition.Annotations(
                        thing.toolClass() == ToolClass.READ,
                        thing.toolClass() == ToolClass.DESTRUCTIVE,
                        json.path("annotations").path("idempotentHint").asBoolean(false),
                        json.path("annotations").path("openWorldHint").asBoolean(true));
        var definition =
                new ToolDefinition(
                        name,
                        thing.definition().title(),
                        json.path("description").asText(""),
                        (ObjectNode) json.path("inputSchema"),
                        Optional.of(json.path("outputSchema"))
                                .filter(ObjectNode.class::isInstance)
                                .map(ObjectNode.class::cast),
                        hints);
        return new OfferedTool(
                thing,
                new Origin(upstream, thing.definition().name(), thing.toolClass()),
                definition,
                listed(json, name, thing.toolClass()),
                line);
    }

    /// As it was approved, by its name here, and with the hints that its class makes true.
    private static ObjectNode listed(ObjectNode approved, String name, ToolClass toolClass) {
        var json = Json.object().put("name", name);
        approved.properties().stream()
                .filter(member -> !UNTOLD.contains(member.getKey()))
                .forEach(member -> json.set(member.getKey(), member.getValue()));
        ObjectNode hints =
                approved.path("annotations") instanceof ObjectNode some
                        ? some.deepCopy()
                        : Json.object();
        hints.put("readOnlyHint", toolClass == ToolClass.READ);
        hints.put("destructiveHint", toolClass == ToolClass.DESTRUCTIVE);
        json.set("annotations", hints);
        return json;
    }

    @Override
    public Need need() {
        return Needs.of(thing.toolClass());
    }

    @Override
    public Optional<Origin> origin() {
        return Optional.of(from);
    }

    @Override
    public boolean belongsTo(String service, String workspace) {
        return line.belongs(thing, service, workspace);
    }

    @Override
    public Optional<Access.Barred> objection(ObjectNode arguments, String workspace) {
        return line.objection(thing, call(arguments), workspace);
    }

    private Use.Act.Call call(ObjectNode arguments) {
        return new Use.Act.Call(thing.definition().name(), definition.inputSchema(), arguments);
    }

    @Override
    public Set<String> toolsets(Viewer viewer) {
        return line.toolsets(thing, viewer);
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        return line.use(thing, call(call.arguments()), call);
    }
}
