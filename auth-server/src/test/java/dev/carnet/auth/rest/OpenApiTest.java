package dev.carnet.auth.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.desk.Route;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.ResponseBuilder;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The description itself; that live answers keep to it is held by every request of a `House`.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class OpenApiTest {

    @Test
    void describes_every_route_of_the_table_with_its_scope_and_no_other() {
        JsonNode api = Described.description();
        assertEquals("3.1.0", api.path("openapi").asText());
        assertEquals(
                Routes.TABLE.routes().stream()
                        .map(Route::name)
                        .collect(Collectors.toCollection(TreeSet::new)),
                described(api));
        for (Route route : Routes.TABLE.routes()) {
            JsonNode operation =
                    api.path("paths")
                            .path(Routes.BASE + route.template())
                            .path(route.method().toLowerCase(Locale.ROOT));
            assertEquals(
                    scope(route),
                    operation.path("security").path(0).path("bearer").path(0).asText(),
                    route.name());
        }
    }

    @Test
    void an_answer_that_is_not_as_described_is_found() {
        var answer =
                new ResponseBuilder()
                        .setStatusCode(200)
                        .setContentType("application/json")
                        .setBody("{\"items\":[],\"more\":1}")
                        .build();
        assertThrows(AssertionError.class, () -> Described.check("GET", "/api/v1/keys", answer));
    }

    private static String scope(Route route) {
        return switch (route.access()) {
            case Route.Access.Open _, Route.Access.Held _ -> "";
            case Route.Access.Needs needs -> needs.scope().wire();
        };
    }

    private static Set<String> described(JsonNode api) {
        var names = new TreeSet<String>();
        for (var path : api.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                names.add(
                        method.getKey().toUpperCase(Locale.ROOT)
                                + " "
                                + path.getKey().substring(Routes.BASE.length()));
            }
        }
        return names;
    }
}
