package dev.carnet.mcp.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carnet.mcp.server.Authentication;
import dev.carnet.mcp.service.ApiDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A template, as the API shows it.
///
/// @param intents by their whole names
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TemplateView(
        String id,
        int version,
        String name,
        String description,
        Optional<String> documentation,
        Optional<String> key,
        String transport,
        String address,
        Authentication authentication,
        Map<String, ServerTemplate.Variable> variables,
        List<String> hosts,
        Map<String, String> headers,
        List<Tool> tools,
        List<IntentView> intents) {

    /// A tool that its servers have beside `proxy_request`.
    public record Tool(String name, String title, String method, String path) {}

    /// An intent.
    public record IntentView(
            String name, String description, Map<String, Intent.Parameter> parameters) {}

    static TemplateView of(ServerTemplate template) {
        return new TemplateView(
                template.id(),
                template.version(),
                template.name(),
                template.description(),
                template.documentation(),
                template.key(),
                template.transport().orElse("api"),
                template.address(),
                template.authentication(),
                template.variables().orElse(Map.of()),
                template.hosts().orElse(List.of()),
                template.headers().orElse(Map.of()),
                tools(template),
                template.intents().orElse(List.of()).stream()
                        .map(one ->
                                new IntentView(
                                        template.id() + "." + one.name(),
                                        one.description(),
                                        one.parameters().orElse(Map.of())))
                        .toList());
    }

    private static List<Tool> tools(ServerTemplate template) {
        return Document.of(template)
                .map(ApiDocument::read)
                .filter(ApiDocument.Reading.Read.class::isInstance)
                .map(ApiDocument.Reading.Read.class::cast)
                .map(read ->
                        read.document().operations().stream()
                                .map(one ->
                                        new Tool(
                                                one.name(),
                                                one.title(),
                                                one.method().name(),
                                                one.path()))
                                .toList())
                .orElse(List.of());
    }
}
