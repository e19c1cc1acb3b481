package dev.carnet.mcp.edge;

import dev.carnet.mcp.stream.HttpAnswer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// What browsers are told (WHATWG Fetch, CORS). Only pages of known origins get this far; cookies
/// play no part here, so credentials are never allowed.
final class Cors {

    private static final String REQUEST_HEADERS =
            "Authorization, DPoP, X-Api-Key, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method,"
                    + " Mcp-Name, Mcp-Session-Id, Last-Event-ID, traceparent";
    private static final String ANSWER_HEADERS =
            "Mcp-Session-Id, WWW-Authenticate, Retry-After, DPoP-Nonce";

    private Cors() {}

    /// Lets the page read the answer, if a page asks.
    static HttpServerRequest allow(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        HttpServerResponse response = request.response();
        response.putHeader("Vary", "Origin")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (origin != null) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Expose-Headers", ANSWER_HEADERS);
        }
        return request;
    }

    /// The answer to a preflight.
    static HttpAnswer preflight() {
        return HttpAnswer.empty(204)
                .with("Access-Control-Allow-Methods", "POST, GET, DELETE")
                .with("Access-Control-Allow-Headers", REQUEST_HEADERS)
                .with("Access-Control-Max-Age", "600");
    }
}
