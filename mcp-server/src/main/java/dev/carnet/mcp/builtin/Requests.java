package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.authclient.ApiRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// How checked arguments become a request to auth-server's REST API.
final class Requests {

    private Requests() {}

    /// Every argument becomes a parameter of the query.
    static Function<ObjectNode, ApiRequest> list(String path) {
        return arguments -> ApiRequest.get(path).with(parameters(arguments));
    }

    /// The arguments become the body, with these where the caller named none.
    static Function<ObjectNode, ApiRequest> post(String path, Map<String, String> defaults) {
        return arguments -> ApiRequest.post(path, filled(arguments, defaults));
    }

    /// The arguments become the body.
    static Function<ObjectNode, ApiRequest> post(String path) {
        return post(path, Map.of());
    }

    static Map<String, String> parameters(ObjectNode arguments) {
        var parameters = new TreeMap<String, String>();
        arguments
                .properties()
                .forEach(one -> parameters.put(one.getKey(), one.getValue().asText()));
        return parameters;
    }

    private static ObjectNode filled(ObjectNode arguments, Map<String, String> defaults) {
        ObjectNode body = arguments.deepCopy();
        defaults.forEach((name, value) -> {
            if (!body.has(name)) {
                body.put(name, value);
            }
        });
        return body;
    }
}
