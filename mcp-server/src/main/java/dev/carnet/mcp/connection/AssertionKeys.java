package dev.carnet.mcp.connection;

import dev.carnet.mcp.stream.Work;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// The public key that assertions are checked with, at the origin of the MCP endpoint.
@ApplicationScoped
public class AssertionKeys {

    /// Where it is.
    public static final String PATH = "/.well-known/carnet-assertion-keys.json";

    private final Assertions assertions;

    AssertionKeys(Assertions assertions) {
        this.assertions = assertions;
    }

    void routes(@Observes Router router) {
        router.get(PATH)
                .handler(context ->
                        Work.start(
                                assertions.published(),
                                keys ->
                                        context.response()
                                                .putHeader(
                                                        "Content-Type", "application/jwk-set+json")
                                                .putHeader("Cache-Control", "public, max-age=300")
                                                .putHeader("X-Content-Type-Options", "nosniff")
                                                .end(keys),
                                _ -> context.response().setStatusCode(503).end()));
    }
}
