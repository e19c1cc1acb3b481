package dev.carnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.RestApi;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/// What an operator does at the gateway before anybody calls: puts servers of this machine behind
/// it, approves what they list, and says what may be called.
record Offering(RestApi rest) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Everything that server lists is offered from now on, as tools that write.
    void put(String slug, URI address) throws IOException, InterruptedException {
        ObjectNode server =
                object().put("name", slug)
                        .put("slug", slug)
                        .put("address", address.toString())
                        .put("private_allowed", true);
        JsonNode made = rest.post("/servers", server).expect(201);
        String path = "/servers/" + made.path("id").asText();
        rest.post(path + "/approve", made.path("version").asInt()).expect(200);
        rest.post(path + "/definitions/look", object()).expect(200);
        ObjectNode approved = object();
        var all = approved.putArray("definitions");
        rest.get(path + "/definitions?limit=100")
                .expect(200)
                .path("items")
                .forEach(one ->
                        all.addObject()
                                .put("id", one.path("id").asText())
                                .put("hash", one.path("hash").asText())
                                .put("class", "write"));
        rest.post(path + "/definitions/approve", approved).expect(200);
    }

    /// A rule with a condition lets the tools of these servers be called, and a filter reads what
    /// they answer.
    void rules(List<String> slugs) throws IOException, InterruptedException {
        ObjectNode policy = object();
        ObjectNode rule = policy.putArray("rules").addObject();
        rule.put("id", "echo").put("effect", "allow").put("reason", "It is measured.");
        rule.put("when", "size(args.text) < 100");
        ObjectNode filter = policy.putArray("filters").addObject();
        filter.put("id", "results").put("secrets", "redact").put("injection", "block");
        for (ObjectNode one : List.of(rule, filter)) {
            slugs.forEach(one.putObject("which").putArray("upstreams")::add);
        }
        rest.put("/policy/draft", policy).expect(200);
        rest.post("/policy/activate", object()).expect(200);
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
