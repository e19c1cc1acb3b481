package dev.carnet.mcp.rest;

import static io.restassured.RestAssured.given;

import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.World;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A workspace with people in it, and requests in their name.
public final class House {

    /// What stands before every path of the API.
    public static final String API = "/api/v1";

    private static final Set<Scope> EVERYTHING = EnumSet.allOf(Scope.class);

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_NANOS = 200_000_000;

    private final World world = World.current();
    private final String workspace = world.workspace();
    private final String owner = world.member(workspace, Role.OWNER);

    /// The world of the service under test.
    public World world() {
        return world;
    }

    /// The workspace's id.
    public String workspace() {
        return workspace;
    }

    /// The owner's id.
    public String ownerId() {
        return owner;
    }

    /// Another member's id.
    public String person(Role role) {
        return world.member(workspace, role);
    }

    /// A request of the owner, with every scope.
    public RequestSpecification owner() {
        return as(owner);
    }

    /// A request of a new member of that role, with every scope.
    public RequestSpecification as(Role role) {
        return as(person(role));
    }

    /// A request of that person, with every scope.
    public RequestSpecification as(String person) {
        return as(person, EVERYTHING);
    }

    /// A request of that person.
    public RequestSpecification as(String person, Set<Scope> scopes) {
        return bearer(token(person, scopes));
    }

    /// The owner's approval of a server as it stands.
    public ValidatableResponse approve(String server) {
        return approve(owner(), server);
    }

    /// Somebody's approval of a server as it stands.
    public ValidatableResponse approve(RequestSpecification request, String server) {
        String path = "/servers/" + server;
        return request.header("If-Match", owner().get(path).header("ETag"))
                .post(path + "/approve")
                .then();
    }

    /// The owner's token for this API, with every scope.
    public String ownerToken() {
        return token(owner, EVERYTHING);
    }

    private String token(String person, Set<Scope> scopes) {
        return world.token(world.claims(workspace, person).audience(origin() + API).scopes(scopes));
    }

    /// Where mcp-server is.
    public String origin() {
        return world.mcpUrl().replace("/mcp", "");
    }

    /// A request of a client that asks again after 503, as a busy machine may answer.
    public static RequestSpecification patient() {
        return given().filter((request, answer, context) -> {
            var response = context.next(request, answer);
            for (int i = 0; i < ATTEMPTS && response.statusCode() == 503; i++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                response = request.noFilters().request(request.getMethod(), request.getURI());
            }
            Described.check(request.getMethod(), URI.create(request.getURI()).getPath(), response);
            return response;
        });
    }

    /// A request with that credential.
    public static RequestSpecification bearer(String credential) {
        return patient()
                .header("Authorization", "Bearer " + credential)
                .contentType(ContentType.JSON)
                .basePath(API);
    }
}
