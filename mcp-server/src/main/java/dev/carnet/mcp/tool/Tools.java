package dev.carnet.mcp.tool;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of the table a caller sees, and what a name means to that caller. Both answers come from
/// {@link Decisions}.
@ApplicationScoped
public class Tools {

    private final Table table;
    private final Decisions decisions;

    Tools(Table table, Decisions decisions) {
        this.table = table;
        this.decisions = decisions;
    }

    /// A number that is another one once this caller may see other lists, because the rules
    /// changed.
    public long edition(Viewer viewer) {
        return decisions.edition(viewer);
    }

    /// The tools this caller is told about, in the table's order.
    public List<Tool> visible(Viewer viewer) {
        return listed(viewer, table.tools(viewer));
    }

    /// The prompts this caller is told about.
    public List<Prompt> visiblePrompts(Viewer viewer) {
        return listed(viewer, table.prompts(viewer));
    }

    /// The resources this caller is told about.
    public List<Resource> visibleResources(Viewer viewer) {
        return listed(viewer, table.resources(viewer));
    }

    /// The families of resources this caller is told about.
    public List<Template> visibleTemplates(Viewer viewer) {
        return listed(viewer, table.templates(viewer));
    }

    /// The tool of exactly that name, whether or not this caller may use it.
    public Optional<Tool> tool(Viewer viewer, String name) {
        return table.tool(viewer, name);
    }

    /// The prompt of exactly that name, whether or not this caller may use it.
    public Optional<Prompt> prompt(Viewer viewer, String name) {
        return table.prompt(viewer, name);
    }

    /// The resource at exactly that URI, whether or not this caller may read it.
    public Optional<Resource> resource(Viewer viewer, String uri) {
        return table.resource(viewer, uri);
    }

    /// Whether there is a resource at that URI which this caller may read.
    public boolean mayRead(Viewer viewer, String uri) {
        return resource(viewer, uri).filter(found -> decisions.allows(viewer, found)).isPresent();
    }

    /// What to say to a viewer who watches on as many streams as it may where those resources are.
    ///
    /// @param held what the same stream watches already
    public Optional<String> crowded(Viewer viewer, Set<String> held, Set<String> wanted) {
        return table.crowded(viewer, held, wanted);
    }

    /// The family of resources with exactly that URI template, whether or not this caller may read
    /// it.
    public Optional<Template> template(Viewer viewer, String uriTemplate) {
        return table.templates(viewer).stream()
                .filter(one -> one.name().equals(uriTemplate))
                .findFirst();
    }

    private <T extends Governed> List<T> listed(Viewer viewer, List<T> all) {
        return all.stream().filter(one -> decisions.lists(viewer, one)).toList();
    }
}
