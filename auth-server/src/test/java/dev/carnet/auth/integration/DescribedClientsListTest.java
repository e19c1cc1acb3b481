package dev.carnet.auth.integration;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Clients whose id is a URL, in the routes that know clients by their id.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DescribedClientsListTest {

    private final House house = new House();
    private final String client = "https://client.example/listed/" + UUID.randomUUID() + "?a=b";

    private String path() {
        byte[] url = client.getBytes(StandardCharsets.UTF_8);
        return "/clients/url_" + Base64.getUrlEncoder().withoutPadding().encodeToString(url);
    }

    private static String grant(House in, String client) {
        String id = Ids.fresh("grt");
        in.world()
                .write(
                        """
                        INSERT INTO auth.grant_ (workspace_id, grant_id, person_id, client_id, scope,
                            resource, label, client_name)
                        VALUES (?, ?, ?, ?, 'carnet:read', 'x', 'laptop', 'Listed')
                        """,
                        in.workspace(),
                        id,
                        in.ownerId(),
                        client);
        return id;
    }

    @Test
    void are_listed_and_shown_by_what_their_grants_know() {
        grant(house, client);
        grant(house, client);
        house.owner()
                .get("/clients")
                .then()
                .statusCode(200)
                .body("items.client_id", hasItem(client));
        house.owner()
                .get(path())
                .then()
                .statusCode(200)
                .body("client_id", equalTo(client))
                .body("id", equalTo(path().substring("/clients/".length())))
                .body("client_name", equalTo("Listed"))
                .body("origin", equalTo("document"))
                .body("status", equalTo("active"))
                .body("grants", equalTo(2))
                .body("redirect_uris", empty())
                .body("application_type", nullValue());
    }

    @Test
    void are_revoked_by_their_id() {
        grant(house, client);
        house.owner().delete(path()).then().statusCode(200).body("counts.grants", equalTo(1));
        house.owner().get(path()).then().statusCode(404);
        house.owner().get("/clients").then().body("items.client_id", not(hasItem(client)));
    }

    @Test
    void are_revoked_by_the_one_door_too() {
        grant(house, client);
        house.owner()
                .body(Map.of("type", "client", "id", client))
                .post("/revocations")
                .then()
                .statusCode(200)
                .body("counts.grants", equalTo(1));
    }

    @Test
    void have_a_handle_that_is_checked() {
        for (String handle :
                new String[] {
                    "url_", "url_!", "url_aHR0cHM6Ly94", "url_AAAA", "url_aHR0cHM6Ly8A"
                }) {
            house.owner().get("/clients/" + handle).then().statusCode(404);
        }
    }

    /// V20: an id that the database cannot even hold is a wrong request and no fault.
    @Test
    void have_no_id_with_control_characters() {
        house.owner()
                .body(Map.of("type", "client", "id", "https://a.example/\u0000"))
                .post("/revocations")
                .then()
                .statusCode(400);
    }

    /// What another workspace has with the same client is nobody else's.
    @Test
    void of_another_workspace_are_not_found() {
        House other = new House();
        String grant = grant(other, client);
        house.owner().get(path()).then().statusCode(404);
        house.owner().delete(path()).then().statusCode(404);
        house.owner()
                .body(Map.of("type", "client", "id", client))
                .post("/revocations")
                .then()
                .statusCode(404);
        assertNull(
                other.world().read("SELECT revoked_at FROM auth.grant_ WHERE grant_id = ?", grant));
    }
}
