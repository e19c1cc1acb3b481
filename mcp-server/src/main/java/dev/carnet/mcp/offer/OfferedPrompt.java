package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Prompt;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.upstream.Use;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;

/// A prompt of an upstream, by the name it has at this place.
record OfferedPrompt(Approved thing, Origin from, ObjectNode definition, Line line)
        implements Prompt {

    static OfferedPrompt of(String name, Approved thing, String upstream, Line line) {
        return new OfferedPrompt(
                thing,
                new Origin(upstream, thing.definition().name(), thing.toolClass()),
                Members.with(thing.definition().json(), "name", name),
                line);
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
    public Set<String> toolsets(Viewer viewer) {
        return line.toolsets(thing, viewer);
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        return line.use(thing, new Use.Act.Get(thing.definition().name(), call.arguments()), call);
    }

    @Override
    public Uni<Outcome> complete(ToolCall call, ObjectNode params) {
        ObjectNode theirs = params.deepCopy();
        theirs.withObject("/ref").put("name", thing.definition().name());
        return line.use(thing, new Use.Act.Complete(theirs), call);
    }
}
