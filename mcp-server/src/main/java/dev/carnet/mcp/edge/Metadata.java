package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.caller.Doorman;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.tool.Place;
import dev.carnet.shared.rest.ProtectedResource;
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
    private final Places places;
    private final ServiceConfig config;
    private final HttpAnswer answer;

    Metadata(ServiceConfig config) {
        var resource = Doorman.resource(config);
        this.config = config;
        this.inserted = URI.create(resource.metadataUrl()).getRawPath();
        this.places = new Places(inserted);
        this.answer = answer(resource);
    }

    private static HttpAnswer answer(ProtectedResource resource) {
        ObjectNode document = Json.MAPPER.valueToTree(resource);
        return HttpAnswer.json(200, document)
                .with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Allow-Headers", "MCP-Protocol-Version")
                .with("Cache-Control", "public, max-age=60");
    }

    void routes(@Observes Router router) {
        router.get(inserted).handler(this::serve);
        router.get(ROOT).handler(this::serve);
        router.get(inserted + "/:workspace/:toolset").handler(this::serveToolset);
        router.options(inserted + "/:workspace/:toolset").handler(this::serveToolset);
        router.options(inserted).handler(this::serve);
        router.options(ROOT).handler(this::serve);
    }

    private void serve(RoutingContext context) {
        answer.send(context.response());
    }

    /// The same for any toolset, whether there is one or not: a stranger learns nothing by it.
    private void serveToolset(RoutingContext context) {
        if (places.at(String.valueOf(context.request().path())).orElse(new Place.Whole())
                instanceof Place.Toolset toolset) {
            answer(Doorman.resource(config, toolset)).send(context.response());
        } else {
            context.next();
        }
    }
}
