package dev.carnet.mcp.caller;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/// The one name a request calls this server by.
final class HostHeader {

    private HostHeader() {}

    /// As it was sent; empty when it was not sent, or sent twice.
    static String of(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            var authority = request.authority();
            return authority == null ? "" : authority.toString();
        }
        List<String> hosts = request.headers().getAll("Host");
        return hosts.size() == 1 ? hosts.getFirst() : "";
    }
}
