package dev.carnet.mcp.tool;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Completing what is typed for a prompt or a template. Who may not use these may not have them
/// completed either.
record Completion(String name, Governed of, Supplier<List<String>> values) implements Usable {

    static Completion of(Prompt prompt, String argument, String typed) {
        return new Completion(prompt.name(), prompt, () -> prompt.complete(argument, typed));
    }

    static Completion of(Template template, String variable, String typed) {
        return new Completion(
                template.definition().path("name").asText(),
                template,
                () -> template.complete(variable, typed));
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
    public Uni<Outcome> run(ToolCall call) {
        return Uni.createFrom().item(() -> result(values.get()));
    }

    private static ToolResult result(List<String> values) {
        var members = Json.object();
        var completion = members.putObject("completion");
        var sent = completion.putArray("values");
        values.stream().limit(Limits.COMPLETIONS).forEach(sent::add);
        completion.put("total", values.size()).put("hasMore", values.size() > sent.size());
        return ToolResult.of(members);
    }
}
