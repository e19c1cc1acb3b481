package dev.carnet.auth.rest;

import static io.restassured.RestAssured.given;

import dev.carnet.auth.journey.Patience;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.World;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/// A workspace with people in it, and requests in their name.
public final class House {

    /// What stands before every path of the API.
    public static final String API = "/api/v1";

    private static final Set<Scope> EVERYTHING = EnumSet.allOf(Scope.class);

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

    /// The owner's token for this API, with every scope.
    public String ownerToken() {
        return token(owner, EVERYTHING);
    }

    private String token(String person, Set<Scope> scopes) {
        return world.token(
                world.claims(workspace, person).audience(world.issuer() + API).scopes(scopes));
    }

    /// A request of a client that asks again after 503, as a busy machine may answer.
    public static RequestSpecification patient() {
        return given().filter((request, answer, context) -> {
            var response = Patience.answer(request, answer, context);
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

    /// A report of the agent that waits for somebody.
    ///
    /// @param blocks whether the agent is blocked until then
    public String review(String id, boolean blocks) {
        String line = Ids.fresh("psp");
        String review = Ids.fresh("rev");
        world().write(
                        """
                        INSERT INTO auth.passport_line (workspace_id, line, agent_id, owner_id,
                            passport_session, mode, life_seconds, began_at, seen_at, checked_at)
                        SELECT workspace_id, ?, agent_id, owner_id, 'pss_x', 'enforced', 60, now(),
                            now(), now() FROM auth.agent WHERE agent_id = ?
                        """,
                        line,
                        id);
        world().write(
                        """
                        INSERT INTO auth.review (workspace_id, review_id, line, agent_id, made_at,
                            findings, blocks)
                        SELECT workspace_id, ?, ?, agent_id, now(), '[]', ?
                        FROM auth.agent WHERE agent_id = ?
                        """,
                        review,
                        line,
                        blocks,
                        id);
        if (blocks) {
            world().write("UPDATE auth.agent SET blocked_at = now() WHERE agent_id = ?", id);
        }
        return review;
    }
}
