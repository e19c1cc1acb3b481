package dev.carnet.auth.journey;

import dev.carnet.auth.person.Passwords;
import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.World;
import io.quarkus.arc.Arc;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.Optional;

/// People with passwords in workspaces with logs.
final class People {

    static final String PASSWORD = "correct horse battery";

    /// Hashed once: it is slow on purpose.
    private static Optional<String> hash = Optional.empty();

    private People() {}

    /// Somebody who can sign in.
    record Somebody(String id, String email, String workspace) {}

    static Somebody member(Role role) {
        return member(workspace(), role);
    }

    static Somebody member(String workspace, Role role) {
        World world = World.current();
        String id = Ids.fresh("prs");
        String email = id.substring(4) + "@example.test";
        world.write(
                "INSERT INTO auth.person (person_id, email, name, password_hash)"
                        + " VALUES (?, ?, 'Ann', ?)",
                id,
                email,
                hash());
        join(workspace, id, role);
        return new Somebody(id, email, workspace);
    }

    static void join(String workspace, String person, Role role) {
        World.current()
                .change(
                        workspace,
                        new MemberChanged(person, Optional.of(role)),
                        "INSERT INTO auth.member (workspace_id, person_id, role) VALUES (?, ?, ?)",
                        workspace,
                        person,
                        role.wire());
    }

    static void leave(String workspace, String person) {
        World.current()
                .change(
                        workspace,
                        new MemberChanged(person, Optional.empty()),
                        "DELETE FROM auth.member WHERE workspace_id = ? AND person_id = ?",
                        workspace,
                        person);
    }

    /// A workspace whose log is open.
    static String workspace() {
        String id = World.current().workspace();
        var logs = bean(AuditLogs.class);
        bean(Pool.class)
                .withTransaction(transaction -> logs.create(transaction, id))
                .await()
                .indefinitely();
        return id;
    }

    static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    private static synchronized String hash() {
        String known =
                hash.orElseGet(() -> bean(Passwords.class).hash(PASSWORD).await().indefinitely());
        hash = Optional.of(known);
        return known;
    }
}
