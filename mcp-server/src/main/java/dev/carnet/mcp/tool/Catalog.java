package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.startup.ServiceKeyset;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The lists a caller may read, in pages of a fixed order. A cursor is sealed together with the
/// list and the caller's workspace and subject.
@ApplicationScoped
public class Catalog {

    private static final Map<String, String> MEMBERS =
            Map.of(
                    "tools/list", "tools",
                    "prompts/list", "prompts",
                    "resources/list", "resources",
                    "resources/templates/list", "resourceTemplates");

    private final Tools tools;
    private final Table table;
    private final Cursors cursors;

    Catalog(Tools tools, Table table, ServiceKeyset keyset) {
        this.tools = tools;
        this.table = table;
        this.cursors = new Cursors(keyset.sealer().aead());
    }

    /// What became of asking for a page.
    public sealed interface Page {

        /// The members of the result.
        record Found(ObjectNode members) implements Page {}

        /// The cursor was not made for this list and caller.
        record BadCursor() implements Page {}

        /// This server has no such list.
        record NoSuchList() implements Page {}
    }

    /// The page of that list (the method's name) at the cursor, or its first.
    public Page page(String method, Viewer viewer, Optional<String> cursor) {
        return entries(method, viewer)
                .map(entries -> page(method, viewer, cursor, entries))
                .orElseGet(Page.NoSuchList::new);
    }

    private Optional<Stream<ObjectNode>> entries(String method, Viewer viewer) {
        return switch (method) {
            case "tools/list" -> Optional.of(tools.visible(viewer).stream().map(Tool::listed));
            case "prompts/list" ->
                    Optional.of(tools.visiblePrompts(viewer).stream().map(Prompt::definition))
                            .filter(entries -> hasPrompts(viewer));
            case "resources/list" ->
                    Optional.of(tools.visibleResources(viewer).stream().map(Resource::definition))
                            .filter(entries -> hasResources(viewer));
            case "resources/templates/list" ->
                    Optional.of(tools.visibleTemplates(viewer).stream().map(Template::definition))
                            .filter(entries -> hasResources(viewer));
            default -> Optional.empty();
        };
    }

    /// What the server can do, in both eras' words.
    public ObjectNode capabilities(Viewer viewer) {
        var capabilities = Json.object();
        capabilities.putObject("tools").put("listChanged", true);
        if (hasPrompts(viewer)) {
            capabilities.putObject("prompts").put("listChanged", true);
        }
        if (hasResources(viewer)) {
            capabilities.putObject("resources").put("subscribe", true).put("listChanged", true);
        }
        if (hasCompletions(viewer)) {
            capabilities.putObject("completions");
        }
        return capabilities;
    }

    /// Whether there is anything to complete.
    public boolean hasCompletions(Viewer viewer) {
        return !table.prompts(viewer).isEmpty() || !table.templates(viewer).isEmpty();
    }

    /// Whether there is anything to read.
    public boolean hasResources(Viewer viewer) {
        return !table.resources(viewer).isEmpty() || !table.templates(viewer).isEmpty();
    }

    /// Whether there is anything to pick.
    public boolean hasPrompts(Viewer viewer) {
        return !table.prompts(viewer).isEmpty();
    }

    private Page page(
            String method, Viewer viewer, Optional<String> cursor, Stream<ObjectNode> entries) {
        var caller = viewer.caller();
        String list =
                method
                        + "\n"
                        + caller.workspace()
                        + "\n"
                        + caller.subject()
                        + viewer.place().seal();
        return cursor.map(text -> cursors.open(list, text))
                .orElse(Optional.of("0"))
                .<Page>map(from ->
                        slice(list, MEMBERS.getOrDefault(method, method), from, entries.toList()))
                .orElseGet(Page.BadCursor::new);
    }

    private Page slice(String list, String member, String from, List<ObjectNode> entries) {
        int start = Math.min(Integer.parseInt(from), entries.size());
        int end = Math.min(start + Limits.PAGE_ENTRIES, entries.size());
        var members = Json.object();
        members.putArray(member).addAll(entries.subList(start, end));
        if (end < entries.size()) {
            members.put("nextCursor", cursors.seal(list, Integer.toString(end)));
        }
        return new Page.Found(members);
    }
}
