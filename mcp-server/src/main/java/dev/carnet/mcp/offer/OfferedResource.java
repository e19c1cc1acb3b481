package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Resource;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.upstream.Use;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;

/// A resource of an upstream, by the URI it has at this place.
///
/// @param thing the resource itself, or the template whose family it is of
/// @param from with the URI that the upstream knows it by
record OfferedResource(Approved thing, Origin from, ObjectNode definition, Line line)
        implements Resource {

    static OfferedResource of(String uri, Approved thing, String upstream, Line line) {
        return new OfferedResource(
                thing,
                new Origin(upstream, thing.definition().name(), thing.toolClass()),
                Members.with(thing.definition().json(), "uri", uri),
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
        return line.use(thing, new Use.Act.Read(from.name()), call);
    }
}
