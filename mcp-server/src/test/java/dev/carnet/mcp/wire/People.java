package dev.carnet.mcp.wire;

import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.Revoking;
import dev.carnet.testing.TestClaims;
import dev.carnet.testing.World;
import java.util.Optional;

/// One workspace with its owner, known to the service.
record People(World world, String workspace, String owner) {

    private static final int TRIES = 100;

    static People fresh() {
        World world = World.current();
        String workspace = world.workspace();
        var people = new People(world, workspace, world.member(workspace, Role.OWNER));
        people.known(people.client());
        return people;
    }

    /// A client of the owner with every scope.
    McpClient client() {
        return client(claims());
    }

    McpClient client(TestClaims claims) {
        return McpClient.of(world.mcpUrl()).bearer(world.token(claims));
    }

    TestClaims claims() {
        return world.claims(workspace, owner);
    }

    /// A client of a new member with that role.
    McpClient member(Role role) {
        return known(client(world.claims(workspace, world.member(workspace, role))));
    }

    /// A client with a new key.
    McpClient key(boolean write) {
        String key = world.key(workspace, owner, true, write).text();
        return known(McpClient.of(world.mcpUrl()).with("X-Api-Key", key));
    }

    AuditTrail log() {
        return AuditTrail.of(world, workspace);
    }

    void revoke(String type, String id) {
        Revoking.revoke(world, workspace, type, id);
    }

    void change(String person, Role role) {
        world.change(
                workspace,
                new MemberChanged(person, Optional.of(role)),
                "UPDATE auth.member SET role = ? WHERE workspace_id = ? AND person_id = ?",
                role.wire(),
                workspace,
                person);
    }

    /// Waits until the service has heard of whoever that is.
    McpClient known(McpClient client) {
        for (int i = 0; i < TRIES; i++) {
            if (client.call("server/discover", "{}").send().status() == 200) {
                return client;
            }
            AuditTrail.pause();
        }
        throw new AssertionError(client.call("server/discover", "{}").send().toString());
    }
}
