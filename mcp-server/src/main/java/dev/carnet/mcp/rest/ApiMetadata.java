package dev.carnet.mcp.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.startup.Addresses;
import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;

/// The metadata of this API as a protected resource (RFC 9728), at its path-inserted address.
@ApplicationScoped
public class ApiMetadata {

    private final String path;
    private final HttpAnswer answer;

    ApiMetadata(ServiceConfig config) {
        ProtectedResource resource = resource(config);
        ObjectNode document = Json.MAPPER.valueToTree(resource);
        this.path = URI.create(resource.metadataUrl()).getRawPath();
        this.answer =
                HttpAnswer.json(200, document)
                        .with("Access-Control-Allow-Origin", "*")
                        .with("Cache-Control", "public, max-age=60");
    }

    /// The API at the origin of the MCP endpoint.
    static ProtectedResource resource(ServiceConfig config) {
        return ProtectedResource.of(
                Addresses.origin(config.mcpUrl()) + Routes.BASE, "Carnet audit", config.issuer());
    }

    void routes(@Observes Router router) {
        router.get(path).handler(context -> answer.send(context.response()));
    }
}
