package dev.carnet.mcp.template;

import dev.carnet.mcp.message.Json;
import java.util.Optional;

/// The description of the service of a template.
final class Document {

    private Document() {}

    /// As OpenAPI, if the template has operations.
    static Optional<String> of(ServerTemplate template) {
        return template.paths()
                .map(paths -> {
                    var document = Json.object().put("openapi", "3.1.0");
                    document.putObject("info")
                            .put("title", template.name())
                            .put("version", String.valueOf(template.version()));
                    document.set("paths", paths);
                    return document.toString();
                });
    }
}
