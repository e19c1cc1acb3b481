package dev.carnet.journeys.running;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.net.URI;

/// What the owner does at the gateway: puts servers behind it and says what may be called.
public record Gateway(Running running) {

    /// All that a person can allow a program.
    public static final String EVERYTHING = "carnet:read carnet:write carnet:operate";

    private static final ObjectMapper JSON = new ObjectMapper();

    /// The REST API of mcp-server, as the owner.
    public RestApi api() throws IOException, InterruptedException {
        URI api = URI.create(running.mcp()).resolve("/api/v1");
        return new RestApi(api, running.owner().authorize(api.toString(), EVERYTHING).access());
    }

    /// Puts a server of this machine there and approves everything it lists as destructive.
    public void put(String slug, String url) throws IOException, InterruptedException {
        var api = api();
        var server = object().put("name", slug).put("slug", slug).put("address", url);
        var made = api.post("/servers", server.put("private_allowed", true)).expect(201);
        String id = made.path("id").asText();
        api.post("/servers/" + id + "/approve", made.path("version").asInt()).expect(200);
        api.post("/servers/" + id + "/definitions/look", object()).expect(200);
        var approved = object();
        var all = approved.putArray("definitions");
        api.get("/servers/" + id + "/definitions?limit=100")
                .expect(200)
                .path("items")
                .forEach(one ->
                        all.addObject()
                                .put("id", one.path("id").asText())
                                .put("hash", one.path("hash").asText())
                                .put("class", "destructive"));
        api.post("/servers/" + id + "/definitions/approve", approved).expect(200);
    }

    /// From now on these are the rules.
    public void rules(String rules) throws IOException, InterruptedException {
        policy("{\"rules\": " + rules + "}");
    }

    /// From now on that is the policy: rules, limits and filters.
    public void policy(String document) throws IOException, InterruptedException {
        var api = api();
        api.put("/policy/draft", JSON.readTree(document)).expect(200);
        api.post("/policy/activate", object().put("note", "for a journey")).expect(200);
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
