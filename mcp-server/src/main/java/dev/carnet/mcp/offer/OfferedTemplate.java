package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Resource;
import dev.carnet.mcp.tool.Template;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.upstream.Use;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;

/// A family of resources of an upstream, by the URI template it has at this place.
///
/// @param prefix what stands before the upstream's own URIs here
record OfferedTemplate(
        Approved thing,
        Origin from,
        ObjectNode definition,
        String prefix,
        UriFamily family,
        Line line)
        implements Template {

    static OfferedTemplate of(String uriTemplate, Approved thing, String upstream, Line line) {
        String theirs = thing.definition().name();
        return new OfferedTemplate(
                thing,
                new Origin(upstream, theirs, thing.toolClass()),
                Members.with(thing.definition().json(), "uriTemplate", uriTemplate),
                uriTemplate.substring(0, uriTemplate.length() - theirs.length()),
                UriFamily.of(theirs),
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
    public Optional<Resource> at(String uri) {
        return Optional.of(uri)
                .filter(one -> one.startsWith(prefix))
                .map(one -> one.substring(prefix.length()))
                .filter(family::has)
                .map(theirs -> resource(uri, theirs));
    }

    private Resource resource(String uri, String theirs) {
        ObjectNode one = Members.with(definition, "uri", uri);
        one.remove("uriTemplate");
        return new OfferedResource(
                thing, new Origin(from.upstream(), theirs, thing.toolClass()), one, line);
    }

    @Override
    public Uni<Outcome> complete(ToolCall call, ObjectNode params) {
        ObjectNode theirs = params.deepCopy();
        theirs.withObject("/ref").put("uri", thing.definition().name());
        return line.use(thing, new Use.Act.Complete(theirs), call);
    }
}
