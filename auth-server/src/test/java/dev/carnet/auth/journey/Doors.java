package dev.carnet.auth.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.rest.House;
import dev.carnet.testing.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/// One request for each way in that needs the database: REST (read, made, edited), the OAuth
/// endpoints, the pages.
final class Doors {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ANY = "application/json";

    private final String issuer = World.current().issuer();
    private final House house = new House();
    private final OAuthClient client = OAuthClient.known();
    private final String agent = agent();

    /// One of them.
    ///
    /// @param page whether people see it
    record Door(String name, boolean page, HttpRequest request) {

        HttpResponse<String> knock() {
            try {
                return HTTP.send(request, BodyHandlers.ofString());
            } catch (IOException | InterruptedException broken) {
                throw new IllegalStateException(name, broken);
            }
        }

        /// The code of a refusal, whichever form it has here.
        static String code(HttpResponse<String> answer) {
            try {
                JsonNode body = JSON.readTree(answer.body());
                return body.path("code").asText(body.path("error").asText());
            } catch (IOException notJson) {
                throw new IllegalStateException(answer.body(), notJson);
            }
        }
    }

    List<Door> all() {
        return List.of(keys(), make(), edit(), token(), authorize(), register(), introspect());
    }

    /// Reads `auth.api_key`.
    Door keys() {
        return new Door("list keys", false, rest("/keys").GET().build());
    }

    /// Edits `auth.agent`, through Hibernate.
    Door edit() {
        var body = BodyPublishers.ofString("{\"description\":\"x\"}");
        var request =
                rest("/agents/" + agent).header("If-Match", "*").method("PATCH", body).build();
        return new Door("edit an agent", false, request);
    }

    /// Reads `auth.client` and `auth.refresh_token`.
    Door token() {
        return new Door("token", false, form("/token", client.refreshment("crt_nothing")));
    }

    /// Reads `auth.client`.
    Door authorize() {
        var request =
                to("/authorize?" + Browser.encode(client.request()))
                        .header("Accept", "text/html")
                        .build();
        return new Door("authorize", true, request);
    }

    private Door make() {
        var body = BodyPublishers.ofString("{\"name\":\"bot\"}");
        return new Door("register an agent", false, rest("/agents").POST(body).build());
    }

    private Door register() {
        var body =
                BodyPublishers.ofString(
                        "{\"redirect_uris\":[\"%s\"]}".formatted(OAuthClient.CALLBACK));
        var request = to("/register").header("Content-Type", ANY).POST(body).build();
        return new Door("register a client", false, request);
    }

    private Door introspect() {
        var machine = Machines.withSecret(house.workspace());
        return new Door(
                "introspect", false, form("/introspect", machine.with(Map.of("token", "x"))));
    }

    private String agent() {
        return house.owner()
                .body(Map.of("name", "bot"))
                .post("/agents")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private HttpRequest form(String path, Map<String, String> fields) {
        return to(path).header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(Browser.encode(fields)))
                .build();
    }

    private HttpRequest.Builder rest(String path) {
        return to(House.API + path)
                .header("Authorization", "Bearer " + house.ownerToken())
                .header("Content-Type", ANY);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(issuer + path));
    }
}
