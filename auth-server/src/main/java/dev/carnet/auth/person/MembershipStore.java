package dev.carnet.auth.person;

import dev.carnet.shared.standing.FactorStore;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Reads `auth.member` as it is now, for every decision about issuing. A disabled person is a
/// member nowhere, and a closed workspace has no members.
@ApplicationScoped
public class MembershipStore {

    private static final String SELECT =
            """
            SELECT m.workspace_id, w.name, m.role,
                %s AS lacks_factor
            FROM auth.member m
                JOIN auth.person p ON p.person_id = m.person_id
                JOIN auth.workspace w ON w.workspace_id = m.workspace_id
            WHERE m.person_id = $1 AND p.disabled_at IS NULL AND w.revoked_at IS NULL
            """
                    .formatted(FactorStore.lacks("w", "m.person_id"));

    /// Every workspace of the person, the oldest membership first.
    public Uni<List<Membership>> all(SqlClient client, String person) {
        return client.preparedQuery(SELECT + "ORDER BY m.created_at, m.workspace_id")
                .execute(Tuple.of(person))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .flatMap(row -> membership(row).stream())
                                .toList());
    }

    /// The person's role in that workspace, if they have one and the second factor that the
    /// workspace may demand.
    public Uni<Optional<Role>> role(SqlClient client, String workspace, String person) {
        return client.preparedQuery(SELECT + "AND m.workspace_id = $2")
                .execute(Tuple.of(person, workspace))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .flatMap(MembershipStore::membership)
                                .filter(member -> !member.lacksFactor())
                                .map(Membership::role));
    }

    private static Optional<Membership> membership(Row row) {
        return Role.of(row.getString("role"))
                .map(role ->
                        new Membership(
                                row.getString("workspace_id"),
                                row.getString("name"),
                                role,
                                row.getBoolean("lacks_factor")));
    }
}
