package dev.carnet.auth.workspace;

import dev.carnet.auth.workspace.Appointment.Manner;
import dev.carnet.auth.workspace.Appointment.Verdict;
import dev.carnet.auth.workspace.MemberStore.Standing;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Becoming a member in the name of somebody who may make one: when they ask, and again when it
/// happens, both under the lock of the workspace's row.
@Singleton
public final class Joining {

    private final MemberStore store = new MemberStore();

    /// Refuses whoever may not make members of that role at this moment: it has to be below their
    /// own, an owner's too.
    public Uni<Void> demandMay(SqlConnection transaction, String workspace, String by, Role role) {
        return store.lock(transaction, workspace)
                .chain(() -> store.standing(transaction, workspace, by, ""))
                .invoke(standing -> {
                    if (!may(standing, role)) {
                        throw Refused.role("People are invited to roles below one's own.");
                    }
                })
                .replaceWithVoid();
    }

    /// Makes a person a member; no, if who invited them could not any more. Who is a member already
    /// stays what they are.
    public Uni<Boolean> join(
            SqlConnection transaction, String workspace, String by, String person, Role role) {
        return store.lock(transaction, workspace)
                .chain(() -> store.standing(transaction, workspace, by, person))
                .chain(standing ->
                        standing.of().isEmpty() && may(standing, role)
                                ? store.add(transaction, workspace, person, role)
                                : Uni.createFrom().item(false));
    }

    /// Makes a person a member where an owner lets a provider bring people along; no, if they are
    /// one already.
    public Uni<Boolean> bring(
            SqlConnection transaction, String workspace, String person, Role role) {
        return store.lock(transaction, workspace)
                .chain(() -> store.add(transaction, workspace, person, role));
    }

    private static boolean may(Standing standing, Role role) {
        Role by = standing.by().orElse(Role.VIEWER);
        var appointment =
                new Appointment(
                        by, Optional.empty(), Optional.of(role), standing.owners(), Manner.OTHERS);
        return by.outranks(role) && appointment.verdict() == Verdict.ALLOWED;
    }
}
