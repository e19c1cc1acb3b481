package dev.carnet.auth.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/// Lets programs in browsers read metadata and keys, register, and fetch tokens, from any origin
/// and without cookies. Pages are not among these paths: no other origin may read them.
@ApplicationScoped
public class Cors {

    /// Before everything else, so that refusals can be read too.
    private static final int FIRST = Integer.MIN_VALUE + 100;

    private static final List<String> PATHS =
            List.of(
                    "/.well-known/*",
                    "/jwks",
                    "/register",
                    "/register/*",
                    "/token",
                    "/par",
                    "/revoke");

    void open(@Observes Router router) {
        for (String path : PATHS) {
            router.route(path).order(FIRST).handler(Cors::allow);
        }
    }

    private static void allow(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        response.putHeader("Access-Control-Allow-Origin", "*");
        response.putHeader(
                "Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After, DPoP-Nonce");
        if (routing.request().method().equals(HttpMethod.OPTIONS)) {
            preflight(response, methods(String.valueOf(routing.request().path())));
        } else {
            routing.next();
        }
    }

    /// A registration is managed with methods of its own (RFC 7592 §2).
    private static String methods(String path) {
        return path.startsWith("/register/") ? "GET, PUT, DELETE" : "GET, POST";
    }

    private static void preflight(HttpServerResponse response, String methods) {
        response.putHeader("Access-Control-Allow-Methods", methods)
                .putHeader(
                        "Access-Control-Allow-Headers",
                        "Authorization, DPoP, Content-Type, Accept, MCP-Protocol-Version")
                .putHeader("Access-Control-Max-Age", "600")
                .setStatusCode(204)
                .end();
    }
}
