package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Completing what is typed for a prompt or a template. Who may not use these may not have them
/// completed either.
record Completion(String name, Governed of, Function<ToolCall, Uni<Outcome>> work)
        implements Usable {

    static Completion of(Prompt prompt, ObjectNode params) {
        return new Completion(prompt.name(), prompt, call -> prompt.complete(call, params));
    }

    static Completion of(Template template, ObjectNode params) {
        return new Completion(
                template.definition().path("name").asText(),
                template,
                call -> template.complete(call, params));
    }

    static String argument(ObjectNode params) {
        return params.path("argument").path("name").asText("");
    }

    static String typed(ObjectNode params) {
        return params.path("argument").path("value").asText("");
    }

    @Override
    public String type() {
        return "completion";
    }

    @Override
    public Need need() {
        return of.need();
    }

    @Override
    public Optional<Origin> origin() {
        return of.origin();
    }

    @Override
    public boolean belongsTo(String service, String workspace) {
        return of.belongsTo(service, workspace);
    }

    @Override
    public Set<String> toolsets(Viewer viewer) {
        return of.toolsets(viewer);
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        return work.apply(call);
    }

    static ToolResult result(List<String> values) {
        var members = Json.object();
        var completion = members.putObject("completion");
        var sent = completion.putArray("values");
        values.stream().limit(Limits.COMPLETIONS).forEach(sent::add);
        completion.put("total", values.size()).put("hasMore", values.size() > sent.size());
        return ToolResult.of(members);
    }
}
