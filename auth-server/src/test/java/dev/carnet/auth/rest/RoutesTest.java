package dev.carnet.auth.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.carnet.shared.desk.Route;
import dev.carnet.shared.token.Scope;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /keys, GET /keys",
        "GET, /keys/key_1, GET /keys/{id}",
        "POST, /keys/key_1/rotate, POST /keys/{id}/rotate",
        "POST, /passports/verify, POST /passports/verify"
    })
    void finds_the_line_of_a_request(String method, String path, String name) {
        assertEquals(Optional.of(name), Routes.TABLE.find(method, path).map(Route::name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/keys/", "//keys", "/keys//rotate", "/keys/a/b", "/KEYS", "/key"})
    void finds_nothing_for_another_path(String path) {
        assertEquals(List.of(), Routes.TABLE.methods(path));
    }

    @Test
    void no_line_stands_twice() {
        long names = Routes.TABLE.routes().stream().map(Route::name).distinct().count();
        assertEquals(Routes.TABLE.routes().size(), names);
    }

    @Test
    void only_what_holders_of_a_passport_do_is_open() {
        assertEquals(List.of("POST /agents/enrol"), names(Route.Access.Open.class));
        assertEquals(
                List.of(
                        "POST /passports/verify",
                        "POST /passports/delegate",
                        "POST /passports/request",
                        "POST /passports/refresh",
                        "POST /passports/checkpoint",
                        "POST /passports/checkout"),
                names(Route.Access.Held.class));
    }

    private static List<String> names(Class<? extends Route.Access> access) {
        return Routes.TABLE.routes().stream()
                .filter(route -> access.isInstance(route.access()))
                .map(Route::name)
                .toList();
    }

    @Test
    void every_change_needs_more_than_the_scope_to_read() {
        for (Route route : Routes.TABLE.routes()) {
            if (route.access() instanceof Route.Access.Needs needs) {
                boolean reads = needs.scope() == Scope.READ;
                assertEquals(route.method().equals("GET"), reads, route.name());
                assertFalse(needs.roles().isEmpty(), route.name());
            }
        }
    }
}
