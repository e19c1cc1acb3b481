package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Finds what a request wants to use.
@ApplicationScoped
public class Lookup {

    private final Tools tools;

    Lookup(Tools tools) {
        this.tools = tools;
    }

    /// What a request's method and parameters name.
    public sealed interface Sought {

        /// There is such a thing; whether this caller may use it is decided on its journey.
        record Found(Usable usable) implements Sought {}

        /// There is no such thing for anybody.
        record Unknown(String type, String name) implements Sought {}

        /// The parameters name nothing.
        record Malformed(String publicText) implements Sought {}

        /// Not a method that uses something.
        record OtherMethod() implements Sought {}
    }

    /// Looks for it.
    public Sought seek(Viewer viewer, Message.Request request) {
        return switch (request.method()) {
            case "tools/call" -> named(request, "name", "tool", name -> tools.tool(viewer, name));
            case "prompts/get" ->
                    named(request, "name", "prompt", name -> tools.prompt(viewer, name));
            case "resources/read" ->
                    named(request, "uri", "resource", uri -> tools.resource(viewer, uri));
            case "completion/complete" -> completion(viewer, request);
            default -> new Sought.OtherMethod();
        };
    }

    private interface Search {
        Optional<? extends Usable> of(String name);
    }

    private static Sought named(
            Message.Request request, String parameter, String type, Search search) {
        return request.text(parameter)
                .map(name -> named(name, type, search))
                .orElseGet(() -> new Sought.Malformed(parameter + " must be text."));
    }

    private static Sought named(String name, String type, Search search) {
        return search.of(name)
                .<Sought>map(Sought.Found::new)
                .orElseGet(() -> new Sought.Unknown(type, name));
    }

    private Sought completion(Viewer viewer, Message.Request request) {
        var reference = request.params().path("ref");
        ObjectNode params = request.params().deepCopy();
        params.remove("_meta");
        return switch (reference.path("type").asText()) {
            case "ref/prompt" ->
                    named(
                            reference.path("name").asText(),
                            "prompt",
                            prompt ->
                                    tools.prompt(viewer, prompt)
                                            .map(one -> Completion.of(one, params)));
            case "ref/resource" ->
                    named(
                            reference.path("uri").asText(),
                            "resource",
                            uri ->
                                    tools.template(viewer, uri)
                                            .map(one -> Completion.of(one, params)));
            default -> new Sought.Malformed("ref must name a prompt or a resource template.");
        };
    }
}
