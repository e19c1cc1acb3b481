package dev.carnet.mcp.offer;

import dev.carnet.mcp.builtin.BuiltInTable;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Backends;
import dev.carnet.mcp.pin.Kind;
import dev.carnet.mcp.pin.ReservedNames;
import dev.carnet.mcp.tool.Prompt;
import dev.carnet.mcp.tool.Resource;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.TableChange;
import dev.carnet.mcp.tool.Template;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.toolset.Chosen;
import dev.carnet.mcp.toolset.Shelves;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Carnet's own tools first, then what upstreams offer this viewer.
@ApplicationScoped
public class OfferTable implements Table, ReservedNames {

    private final BuiltInTable own;
    private final Shelves shelves;
    private final Backends backends;
    private final Line line;
    private final Bell bell;
    private final Subscriptions subscriptions;

    OfferTable(
            BuiltInTable own,
            Shelves shelves,
            Backends backends,
            Line line,
            Bell bell,
            Subscriptions subscriptions) {
        this.own = own;
        this.shelves = shelves;
        this.backends = backends;
        this.line = line;
        this.bell = bell;
        this.subscriptions = subscriptions;
    }

    @Override
    public boolean has(String name) {
        return own.names().contains(name);
    }

    @Override
    public boolean has(Viewer viewer) {
        return shelves.exists(viewer);
    }

    @Override
    public List<Tool> tools(Viewer viewer) {
        Stream<Tool> offered = seen(viewer, Kind.TOOL).map(one -> tool(viewer, one));
        return Stream.concat(own.tools(viewer).stream(), offered).toList();
    }

    @Override
    public List<Prompt> prompts(Viewer viewer) {
        return seen(viewer, Kind.PROMPT)
                .<Prompt>map(
                        one -> OfferedPrompt.of(one.name(), one.thing(), slug(viewer, one), line))
                .toList();
    }

    @Override
    public List<Resource> resources(Viewer viewer) {
        return seen(viewer, Kind.RESOURCE)
                .<Resource>map(
                        one -> OfferedResource.of(one.name(), one.thing(), slug(viewer, one), line))
                .toList();
    }

    @Override
    public List<Template> templates(Viewer viewer) {
        return seen(viewer, Kind.TEMPLATE)
                .<Template>map(
                        one -> OfferedTemplate.of(one.name(), one.thing(), slug(viewer, one), line))
                .toList();
    }

    /// Nothing is made for the others when one is called.
    @Override
    public Optional<Tool> tool(Viewer viewer, String name) {
        return own.tool(viewer, name)
                .or(() ->
                        seen(viewer, Kind.TOOL)
                                .filter(one -> one.name().equals(name))
                                .map(one -> tool(viewer, one))
                                .findFirst());
    }

    @Override
    public Runnable onChange(Viewer viewer, Consumer<TableChange> listener) {
        return bell.ring(viewer, listener);
    }

    @Override
    public Runnable watch(Viewer viewer, Set<String> uris, Consumer<TableChange> listener) {
        var wanted = offered(viewer, uris);
        return wanted.isEmpty() ? () -> {} : subscriptions.begin(viewer.caller(), wanted, listener);
    }

    @Override
    public Optional<String> crowded(Viewer viewer, Set<String> held, Set<String> wanted) {
        var servers = new HashSet<>(servers(viewer, wanted));
        servers.removeAll(servers(viewer, held));
        return subscriptions.crowded(viewer.caller(), servers);
    }

    private Set<String> servers(Viewer viewer, Set<String> uris) {
        return offered(viewer, uris).values().stream()
                .map(one -> one.thing().serverId())
                .collect(Collectors.toSet());
    }

    private Map<String, OfferedResource> offered(Viewer viewer, Set<String> uris) {
        var offered = new HashMap<String, OfferedResource>();
        uris.stream()
                .limit(Limits.WATCHED_RESOURCES)
                .forEach(uri ->
                        resource(viewer, uri)
                                .filter(OfferedResource.class::isInstance)
                                .map(OfferedResource.class::cast)
                                .ifPresent(one -> offered.put(uri, one)));
        return offered;
    }

    private Tool tool(Viewer viewer, Chosen one) {
        return OfferedTool.of(one.name(), one.thing(), slug(viewer, one), line);
    }

    private Stream<Chosen> seen(Viewer viewer, Kind kind) {
        return shelves.seen(viewer).stream().filter(one -> one.kind() == kind);
    }

    private String slug(Viewer viewer, Chosen one) {
        return backends.find(viewer.caller().workspace(), one.thing().serverId())
                .map(Backend::slug)
                .orElse(one.thing().serverId());
    }
}
