package dev.carnet.auth.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.desk.Route;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.enterprise.inject.Any;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RouteTableTest {

    @Test
    void every_route_of_the_running_service_stands_in_the_table_and_no_other_does() {
        Set<String> table =
                Routes.TABLE.routes().stream()
                        .map(Route::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(table, served());
    }

    @Test
    void the_metrics_have_room_for_every_route() {
        int room =
                ConfigProvider.getConfig()
                        .getValue(
                                "quarkus.micrometer.binder.http-server.max-uri-tags",
                                Integer.class);
        assertTrue(room > 2 * Routes.TABLE.routes().size(), () -> "room for " + room);
    }

    /// G11, G17: every route there is, but the open ones.
    @ParameterizedTest
    @MethodSource("protectedRoutes")
    void refuses_a_request_without_credentials(Route route) {
        given().contentType(ContentType.JSON)
                .request(route.method(), House.API + path(route))
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"))
                .header("WWW-Authenticate", containsString("resource_metadata=\"http://"))
                .header(
                        "WWW-Authenticate",
                        containsString("/.well-known/oauth-protected-resource/api/v1\""))
                .header("WWW-Authenticate", containsString("scope=\"" + scope(route) + "\""))
                .header("Cache-Control", "no-store")
                .header("X-Request-Id", containsString("req_"));
    }

    /// G17: nor with the wrong scope.
    @ParameterizedTest
    @MethodSource("protectedRoutes")
    void refuses_a_credential_without_the_scope(Route route) {
        var house = new House();
        Set<Scope> others = EnumSet.allOf(Scope.class);
        others.remove(((Route.Access.Needs) route.access()).scope());
        house.as(house.ownerId(), others)
                .request(route.method(), path(route))
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_scope"))
                .header("WWW-Authenticate", containsString("error=\"insufficient_scope\""))
                .header("WWW-Authenticate", containsString("scope=\"" + scope(route) + "\""));
    }

    @ParameterizedTest
    @MethodSource("protectedRoutes")
    void refuses_every_role_that_is_not_in_the_table(Route route) {
        var house = new House();
        var others = EnumSet.allOf(Role.class);
        others.removeAll(((Route.Access.Needs) route.access()).roles());
        for (Role role : others) {
            house.as(role)
                    .request(route.method(), path(route))
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("insufficient_role"));
        }
    }

    @Test
    void answers_the_open_route_without_credentials() {
        given().contentType(ContentType.JSON)
                .body("{\"token\":\"x\"}")
                .post("/api/v1/passports/verify")
                .then()
                .statusCode(200)
                .body("active", is(false));
    }

    static Stream<Route> protectedRoutes() {
        return Routes.TABLE.routes().stream()
                .filter(route -> route.access() instanceof Route.Access.Needs);
    }

    private static String scope(Route route) {
        return ((Route.Access.Needs) route.access()).scope().wire();
    }

    private static String path(Route route) {
        return route.template().replace("{id}", Ids.fresh("key"));
    }

    /// Every method of every class with a path, as the container of the running service has them.
    private static Set<String> served() {
        return Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(bean -> bean.getBeanClass())
                .filter(type -> type.isAnnotationPresent(Path.class))
                .filter(type -> type.getAnnotation(Path.class).value().startsWith(Routes.BASE))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(RouteTableTest::route)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> route(Method method) {
        String base = method.getDeclaringClass().getAnnotation(Path.class).value();
        Path own = method.getAnnotation(Path.class);
        String path = base.substring(Routes.BASE.length()) + (own == null ? "" : own.value());
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(http -> http != null)
                .map(http -> http.value() + " " + path);
    }
}
