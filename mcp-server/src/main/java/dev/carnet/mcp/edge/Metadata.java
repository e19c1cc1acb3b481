package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.caller.Doorman;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;

/// The endpoint's metadata (RFC 9728), at the path-inserted address and at the root, where clients
/// look too. Every URL in it is absolute and made of configuration. Public, so any page may read
/// it.
@ApplicationScoped
public class Metadata {

    private static final String ROOT = "/.well-known/oauth-protected-resource";

    private final String inserted;
    private final HttpAnswer answer;

    Metadata(ServiceConfig config) {
        var resource = Doorman.resource(config);
        ObjectNode document = Json.MAPPER.valueToTree(resource);
        this.inserted = URI.create(resource.metadataUrl()).getRawPath();
        this.answer =
                HttpAnswer.json(200, document)
                        .with("Access-Control-Allow-Origin", "*")
                        .with("Access-Control-Allow-Headers", "MCP-Protocol-Version")
                        .with("Cache-Control", "public, max-age=60");
    }

    void routes(@Observes Router router) {
        router.get(inserted).handler(this::serve);
        router.get(ROOT).handler(this::serve);
        router.options(inserted).handler(this::serve);
        router.options(ROOT).handler(this::serve);
    }

    private void serve(RoutingContext context) {
        answer.send(context.response());
    }
}
