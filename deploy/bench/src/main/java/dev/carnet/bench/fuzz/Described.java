package dev.carnet.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The REST API of a service as it describes itself: a door for each operation.
final class Described {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /// What would shut out whoever sends all this, and so the rest of the requests, or never ends.
    private static final Set<String> SPOILS =
            Set.of(
                    "PUT /api/v1/client-policies",
                    "PATCH /api/v1/workspaces/{id}",
                    "GET /api/v1/revocations/feed");

    private static final int WEIGHT = 2;

    private Described() {}

    /// The doors of the description at that address.
    static List<Door> at(URI address, Door.At at) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            return doors(JSON.readTree(answer.body()), at);
        }
    }

    private static List<Door> doors(JsonNode description, Door.At at) {
        var doors = new ArrayList<Door>();
        description
                .path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(operation -> {
                                    if (METHODS.contains(operation.getKey())) {
                                        doors.add(door(path.getKey(), operation, description, at));
                                    }
                                }));
        doors.removeIf(door -> SPOILS.contains(door.name()));
        return List.copyOf(doors);
    }

    private static Door door(
            String path, Map.Entry<String, JsonNode> operation, JsonNode description, Door.At at) {
        var query = new LinkedHashMap<String, String>();
        operation
                .getValue()
                .path("parameters")
                .forEach(parameter -> {
                    if (parameter.path("in").asText().equals("query")) {
                        query.put(parameter.path("name").asText(), "?10");
                    }
                });
        var content = operation.getValue().path("requestBody").path("content");
        var schema = content.path("application/json").path("schema");
        return new Door(
                operation.getKey().toUpperCase(Locale.ROOT),
                path,
                schema.isMissingNode() ? Door.Body.QUERY : Door.Body.DESCRIBED,
                query,
                true,
                at,
                WEIGHT,
                schema.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new Shape(schema, description)));
    }
}
