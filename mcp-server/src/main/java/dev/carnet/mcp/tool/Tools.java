package dev.carnet.mcp.tool;

import dev.carnet.shared.caller.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What of the table a caller sees, and what a name means to that caller. Both answers come from
/// {@link Access#to}.
@ApplicationScoped
public class Tools {

    private final Table table;

    Tools(Table table) {
        this.table = table;
    }

    /// The tools this caller is told about, in the table's order.
    public List<Tool> visible(Caller caller) {
        return table.tools().stream().filter(tool -> listed(caller, tool::need)).toList();
    }

    /// The prompts this caller is told about.
    public List<Prompt> visiblePrompts(Caller caller) {
        return table.prompts().stream().filter(prompt -> listed(caller, prompt::need)).toList();
    }

    /// The resources this caller is told about.
    public List<Resource> visibleResources(Caller caller) {
        return table.resources().stream().filter(one -> listed(caller, one::need)).toList();
    }

    /// The families of resources this caller is told about.
    public List<Template> visibleTemplates(Caller caller) {
        return table.templates().stream().filter(one -> listed(caller, one::need)).toList();
    }

    /// The tool of exactly that name, whoever asks.
    public Optional<Tool> tool(String name) {
        return table.tools().stream().filter(tool -> tool.name().equals(name)).findFirst();
    }

    /// The prompt of exactly that name, whoever asks.
    public Optional<Prompt> prompt(String name) {
        return table.prompts().stream().filter(prompt -> prompt.name().equals(name)).findFirst();
    }

    /// The resource at exactly that URI, whoever asks.
    public Optional<Resource> resource(String uri) {
        return Stream.concat(
                        table.resources().stream().filter(one -> one.name().equals(uri)),
                        table.templates().stream().flatMap(one -> one.at(uri).stream()))
                .findFirst();
    }

    /// Whether there is a resource at that URI which this caller may read.
    public boolean mayRead(Caller caller, String uri) {
        return resource(uri)
                .map(found -> Access.to(caller, found::need))
                .filter(Access.Allowed.class::isInstance)
                .isPresent();
    }

    /// The family of resources with exactly that URI template, whoever asks.
    public Optional<Template> template(String uriTemplate) {
        return table.templates().stream()
                .filter(one -> one.definition().path("uriTemplate").asText().equals(uriTemplate))
                .findFirst();
    }

    private static boolean listed(Caller caller, Supplier<Need> need) {
        return switch (Access.to(caller, need)) {
            case Access.Allowed allowed -> true;
            case Access.StepUp stepUp -> true;
            case Access.Hidden hidden -> false;
        };
    }
}
