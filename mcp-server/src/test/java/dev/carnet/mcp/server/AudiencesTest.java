package dev.carnet.mcp.server;

import static org.hamcrest.Matchers.containsString;

import dev.carnet.mcp.rest.House;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whom Carnet's word is for is a server's own, so that it is good at no other.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class AudiencesTest {

    private final House house = new House();

    private Response register(String slug, String address, String audience) {
        var authentication = new HashMap<String, Object>(Map.of("kind", "carnet_assertion"));
        if (!audience.isEmpty()) {
            authentication.put("audience", audience);
        }
        return house.owner()
                .body(
                        Map.of(
                                "name",
                                "Server",
                                "slug",
                                slug,
                                "address",
                                address,
                                "authentication",
                                authentication))
                .post("/servers");
    }

    /// Neither the address of another server nor the name it goes by.
    @ParameterizedTest
    @CsvSource({
        "https://one.example/mcp",
        "https://ONE.example:443/other",
        "https://one.example",
    })
    void a_server_does_not_go_by_the_address_of_another(String audience) {
        register("one", "https://one.example/mcp", "").then().statusCode(201);
        register("two", "https://two.example/mcp", audience)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", containsString("/authentication/audience"))
                .body("errors[0].detail", containsString("one"));
        String id = register("three", "https://two.example/mcp", "").then().extract().path("id");
        house.owner()
                .body(
                        Map.of(
                                "authentication",
                                Map.of("kind", "carnet_assertion", "audience", audience)))
                .patch("/servers/" + id)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", containsString("/authentication/audience"));
    }

    /// A name that one has, no other has.
    @Test
    void a_server_does_not_go_by_the_name_of_another() {
        register("one", "https://one.example/mcp", "notes").then().statusCode(201);
        register("two", "https://two.example/mcp", "notes")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", containsString("/authentication/audience"));
        register("again", "https://one.example/mcp", "notes").then().statusCode(201);
        register("three", "https://two.example/mcp", "letters").then().statusCode(201);
    }

    /// Nor does one come to a place that another goes by already.
    @Test
    void a_server_does_not_come_where_another_says_it_is() {
        register("one", "https://one.example/mcp", "https://two.example/mcp")
                .then()
                .statusCode(201);
        register("two", "https://two.example/mcp", "")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", containsString("/address"))
                .body("errors[0].detail", containsString("one"));
        new House()
                .owner()
                .body(
                        Map.of(
                                "name", "Server",
                                "slug", "two",
                                "address", "https://two.example/mcp"))
                .post("/servers")
                .then()
                .statusCode(201);
    }

    /// What is at one origin may go by any of its addresses.
    @Test
    void a_server_goes_by_its_own_origin() {
        register("one", "https://one.example/mcp", "https://one.example").then().statusCode(201);
        register("two", "https://one.example/other", "https://one.example").then().statusCode(201);
    }
}
