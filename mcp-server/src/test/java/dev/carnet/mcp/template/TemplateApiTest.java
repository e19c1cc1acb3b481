package dev.carnet.mcp.template;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Templates over the wire: what they make, and who may change it then.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class TemplateApiTest {

    private final House house = new House();

    private Response register(Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("template", "github"));
        body.putAll(more);
        return house.owner().body(body).post("/servers");
    }

    private String github() {
        return register(Map.of("secret", "github_pat_0123456789"))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// D1: templates are listed with what they need and what they offer.
    @Test
    void templates_are_listed() {
        house.as(Role.VIEWER)
                .get("/server-templates")
                .then()
                .statusCode(200)
                .body("items.id", hasItems("github", "gitlab", "slack", "notion", "linear"))
                .body("items.id", hasItems("stripe", "jira", "google-calendar"))
                .body("items.find{it.id=='github'}.intents.name", hasItem("github.deploy"))
                .body("items.find{it.id=='github'}.tools.name", hasItem("create_deployment"));
        house.owner()
                .get("/server-templates/jira")
                .then()
                .statusCode(200)
                .body("variables.site.description", containsString("host"));
        house.owner().get("/server-templates/none").then().statusCode(404);
    }

    /// D1: a template and a key make a connection, and the list shows no secret.
    @Test
    void a_template_makes_a_server() {
        String id = github();
        Response read = house.owner().get("/servers/" + id);
        read.then()
                .body("slug", equalTo("github"))
                .body("transport", equalTo("api"))
                .body("address", equalTo("https://api.github.com"))
                .body("managed_by", equalTo("github"))
                .body("state", equalTo("pending"))
                .body("secret.last_four", equalTo("6789"));
        assertEquals(-1, read.asString().indexOf("github_pat"));
        house.owner()
                .get("/servers/" + id + "/description")
                .then()
                .statusCode(200)
                .body("operations.name", hasItem("create_deployment"));
        house.owner()
                .get("/servers/" + id + "/terms")
                .then()
                .body("terms.headers.X-GitHub-Api-Version", equalTo("2022-11-28"))
                .body("terms.hosts", hasItem("codeload.github.com"));
        house.owner()
                .get("/audit?limit=100")
                .then()
                .body("items.event.act", hasItem("server.register"));
    }

    /// D1: variables are checked, and what the template says is not said again.
    @Test
    void a_request_that_a_template_cannot_take_is_refused() {
        var jira = Map.<String, Object>of("template", "jira", "slug", "j");
        refused(jira, "/variables/site");
        refused(with(jira, "variables", Map.of("site", "a.b")), "/variables/site");
        refused(with(jira, "variables", Map.of("site", "a", "more", "b")), "/variables/more");
        refused(with(jira, "address", "https://other.example"), "/address");
        refused(with(jira, "transport", "http"), "/transport");
        refused(Map.of("template", "none"), "/template");
        refused(
                Map.of("name", "x", "address", "https://x.example", "variables", Map.of()),
                "/variables");
        refused(Map.of("name", "x"), "/address");
        house.owner()
                .body(with(jira, "variables", Map.of("site", "acme")))
                .post("/servers")
                .then()
                .statusCode(201)
                .body("address", equalTo("https://acme.atlassian.net/rest/api/3"));
    }

    private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        Map<String, Object> more = new HashMap<>(body);
        more.put(name, value);
        return more;
    }

    private void refused(Map<String, Object> body, String pointer) {
        house.owner()
                .body(body)
                .post("/servers")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo(pointer));
    }

    /// K9: what a template owns is changed by it, or leaves it; its key and whether it is on are
    /// the operator's.
    @Test
    void a_server_of_a_template_is_not_edited_by_hand() {
        String id = github();
        String server = "/servers/" + id;
        managed(house.owner().body(Map.of("name", "x")).patch(server));
        managed(house.owner().delete(server));
        managed(
                house.owner()
                        .body(Map.of("document", "openapi: 3.1.0\npaths: {/a: {get: {}}}"))
                        .put(server + "/description"));
        managed(house.owner().delete(server + "/description"));
        managed(
                house.owner()
                        .body(Map.of("hosts", new String[] {"evil.example"}))
                        .put(server + "/terms"));

        house.approve(server.replace("/servers/", "")).statusCode(200);
        house.owner().body("{}").post(server + "/definitions/look").then().statusCode(200);
        house.owner().post(server + "/disable").then().statusCode(200);
        house.owner().post(server + "/enable").then().statusCode(200);
        house.owner()
                .body(Map.of("secret", "github_pat_9876543210"))
                .put(server + "/secret")
                .then()
                .statusCode(200)
                .body("state", equalTo("approved"));

        house.as(Role.OPERATOR).delete(server + "/template").then().statusCode(403);
        house.owner()
                .delete(server + "/template")
                .then()
                .statusCode(200)
                .body("managed_by", nullValue())
                .body("state", equalTo("approved"));
        house.owner()
                .delete(server + "/template")
                .then()
                .statusCode(409)
                .body("code", equalTo("not_active"));
        house.owner().body(Map.of("name", "Ours")).patch(server).then().statusCode(200);
        house.owner().delete(server).then().statusCode(200);
    }

    private static void managed(Response answer) {
        answer.then()
                .statusCode(409)
                .body("code", equalTo("managed"))
                .body("detail", containsString("github"))
                .body("detail", containsString("detach"));
    }

    /// K9: a server is brought to its template; another address waits for approval, and what an
    /// operator decided about its use stays.
    @Test
    void a_server_is_brought_to_what_its_template_says() {
        String id =
                house.owner()
                        .body(Map.of("template", "gitlab", "secret", "glpat-0123456789ab"))
                        .post("/servers")
                        .then()
                        .statusCode(201)
                        .body("address", equalTo("https://gitlab.com/api/v4"))
                        .extract()
                        .path("id");
        String server = "/servers/" + id;
        house.approve(id).statusCode(200);
        house.owner()
                .body("{\"intents\":[{\"intent\":\"gitlab.read\",\"parameters\":{\"project\":7}}]}")
                .put(server + "/terms")
                .then()
                .statusCode(200);
        house.owner()
                .body(Map.of())
                .put(server + "/template")
                .then()
                .statusCode(200)
                .body("state", equalTo("approved"));
        house.owner()
                .body(Map.of("variables", Map.of("host", "git.example")))
                .put(server + "/template")
                .then()
                .statusCode(200)
                .body("address", equalTo("https://git.example/api/v4"))
                .body("state", equalTo("pending"));
        house.owner()
                .get(server + "/terms")
                .then()
                .body("expanded[0].intent", equalTo("gitlab.read"));
        house.owner()
                .body(Map.of())
                .put(server + "/template")
                .then()
                .body("address", equalTo("https://git.example/api/v4"));
        house.owner()
                .body(Map.of("variables", Map.of("host", "a b")))
                .put(server + "/template")
                .then()
                .statusCode(400);
        new House().owner().body(Map.of()).put(server + "/template").then().statusCode(404);
        new House().owner().delete(server + "/template").then().statusCode(404);
    }

    /// D9: an intent is expanded for whoever issues a passport; one that a passport could not carry
    /// whole is not.
    @Test
    void an_intent_is_expanded_for_a_passport() {
        expand("github", "deploy", "{\"repository\":\"octo/app\",\"environment\":\"staging\"}")
                .then()
                .statusCode(200)
                .body("constraints.path", hasItems("method", "path", "body.environment"))
                .body("constraints[1].values", contains("/repos/octo/app/deployments"));
        expand("github", "deploy", "{\"repository\":\"octo/app\"}")
                .then()
                .statusCode(400)
                .body("detail", containsString("environment"));
        expand("slack", "post_to_channel", "{\"channel\":\"C024BE91L\"}")
                .then()
                .statusCode(200)
                .body("constraints.find{it.path=='query.channel'}.optional", equalTo(true))
                .body("constraints.find{it.path=='body.channel'}.optional", nullValue());
        expand("github", "nonsense", "{}").then().statusCode(404);
        expand("none", "deploy", "{}").then().statusCode(404);
    }

    private Response expand(String template, String intent, String parameters) {
        return house.as(Role.VIEWER)
                .body("{\"parameters\":" + parameters + "}")
                .post("/server-templates/" + template + "/intents/" + intent);
    }
}
