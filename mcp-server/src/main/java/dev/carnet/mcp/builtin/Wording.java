package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.authclient.ApiRequest;
import dev.carnet.shared.caller.Caller;
import java.util.Map;
import java.util.TreeMap;

/// How checked arguments become a request to auth-server's REST API, and its answer a tool's.
interface Wording {

    /// What is asked.
    ApiRequest request(ObjectNode arguments);

    /// What the caller is told; as it came, unless somebody says otherwise.
    default ObjectNode answer(ObjectNode body, Caller caller) {
        return body;
    }

    /// Every argument becomes a parameter of the query.
    static Wording list(String path) {
        return arguments -> ApiRequest.get(path).with(texts(arguments));
    }

    /// The arguments become the body.
    static Wording post(String path) {
        return arguments -> ApiRequest.post(path, arguments);
    }

    /// The rest of the arguments become the body of a decision about what `id` names, which the
    /// schema bounds to one part of a path.
    static Wording decision(String path) {
        return arguments -> {
            ObjectNode body = arguments.deepCopy();
            String id = body.remove("id").asText();
            return ApiRequest.post(path + "/" + id + "/decision", body);
        };
    }

    /// A new key: personal, reading, for 90 days, where the caller says nothing.
    static Wording newKey() {
        var defaults =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("kind", "personal")
                        .put("access", "read")
                        .put("expires", "90d");
        return arguments -> ApiRequest.post("/keys", defaults.deepCopy().setAll(arguments));
    }

    /// A new passport: the intent in one sentence is its summary.
    static Wording newPassport() {
        return arguments -> {
            ObjectNode body = arguments.deepCopy();
            body.putObject("intent").set("summary", arguments.path("intent"));
            return ApiRequest.post("/passports", body);
        };
    }

    /// Arguments as texts by name.
    static Map<String, String> texts(ObjectNode arguments) {
        var texts = new TreeMap<String, String>();
        arguments.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
        return texts;
    }
}
