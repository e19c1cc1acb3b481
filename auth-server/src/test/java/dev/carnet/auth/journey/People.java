package dev.carnet.auth.journey;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
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

    /// By a cheap setting of the same function, which the hash carries with it: what the real
    /// setting costs is paid where it is tested, and not at each of thousands of sign-ins.
    private static final String HASH =
            Password.hash(PASSWORD)
                    .addRandomSalt(16)
                    .with(Argon2Function.getInstance(64, 1, 1, 32, Argon2.ID))
                    .getResult();

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
                HASH);
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
}
