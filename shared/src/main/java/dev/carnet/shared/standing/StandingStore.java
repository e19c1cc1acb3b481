package dev.carnet.shared.standing;

import dev.carnet.shared.picture.Ties;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks in the tables themselves whether something a credential hangs on was taken away: the
/// picture that let the caller in may be a moment older. It only reads.
@Singleton
public final class StandingStore {

    private static final String LOST =
            """
            SELECT type FROM auth.revocation
            WHERE workspace_id = $1 AND id = ANY ($2)
              AND (type NOT IN ('client', 'agent', 'member', 'issuer', 'workspace') OR seq > $3)
            UNION ALL
            SELECT 'grant' FROM auth.grant_
            WHERE workspace_id = $1 AND grant_id = ANY ($2) AND revoked_at IS NOT NULL
            UNION ALL
            SELECT 'key' FROM auth.api_key
            WHERE workspace_id = $1 AND key_id = ANY ($2) AND revoked_at IS NOT NULL
            UNION ALL
            SELECT 'agent' FROM auth.agent
            WHERE workspace_id = $1 AND agent_id = ANY ($2)
              AND (suspended_at IS NOT NULL OR deleted_at IS NOT NULL)
            UNION ALL
            SELECT 'member' WHERE $4::text IS NOT NULL AND NOT EXISTS (
              SELECT FROM auth.member WHERE workspace_id = $1 AND person_id = $4)
            LIMIT 1
            """;

    private final EndingLockStore locks;

    StandingStore(EndingLockStore locks) {
        this.locks = locks;
    }

    /// Why the credential was taken away, if it was. While the transaction runs, nobody can take it
    /// away: a revocation waits for it, and then sees what it made.
    public Uni<Optional<String>> lost(SqlConnection transaction, Ties ties) {
        List<String> ids = ids(ties);
        return locks.hold(transaction, ties.workspace(), ids)
                .chain(() -> look(transaction, ties, ids));
    }

    private static Uni<Optional<String>> look(
            SqlConnection transaction, Ties ties, List<String> ids) {
        return transaction
                .preparedQuery(LOST)
                .execute(
                        Tuple.of(
                                ties.workspace(),
                                ids.toArray(String[]::new),
                                ties.seq(),
                                atPage(ties).orElse(null)))
                .map(rows ->
                        rows.size() == 0
                                ? Optional.empty()
                                : Optional.of(rows.iterator().next().getString(0) + "_revoked"));
    }

    /// Who stands behind no credential that a number of the feed came with: whether they are a
    /// member is all there is to see.
    private static Optional<String> atPage(Ties ties) {
        boolean shown =
                ties.token().isPresent() || ties.passport().isPresent() || ties.key().isPresent();
        return shown ? Optional.empty() : ties.person();
    }

    private static List<String> ids(Ties ties) {
        var lines = ties.lines();
        return Stream.of(
                        Stream.of(ties.workspace()),
                        single(ties),
                        ties.actors().stream(),
                        ties.rules().stream(),
                        lines.passports().stream(),
                        lines.agents().stream(),
                        lines.owners().stream())
                .flatMap(every -> every)
                .toList();
    }

    private static Stream<String> single(Ties ties) {
        return Stream.of(
                        ties.token(),
                        ties.passport(),
                        ties.session(),
                        ties.grant(),
                        ties.key(),
                        ties.client(),
                        ties.agent(),
                        ties.person())
                .flatMap(Optional::stream);
    }
}
