package dev.carnet.auth.signing;

import dev.carnet.shared.change.SigningKeyState;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table `auth.signing_key`. A key names the one it takes over from, and no two may name the
/// same: so replicas that make the first key, or rotate, at the same moment make one. Whoever
/// changed a row without a feed row would leave replicas that cannot verify what is signed.
final class SigningKeyStore {

    private static final String PUBLIC = "kid, algorithm, public_jwk, signs_from, retired_at";

    /// Adds a key, unless another one already took over from the same predecessor.
    Uni<Boolean> insert(
            SqlClient transaction, SigningKeyState key, byte[] privateSealed, String predecessor) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.signing_key
                          (kid, algorithm, public_jwk, private_sealed, predecessor, signs_from)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT (predecessor) DO NOTHING
                        """)
                .execute(
                        Tuple.tuple(
                                List.of(
                                        key.kid(),
                                        key.algorithm(),
                                        key.publicJwk(),
                                        Buffer.buffer(privateSealed),
                                        predecessor,
                                        key.signsFrom().atOffset(ZoneOffset.UTC))))
                .map(rows -> rows.rowCount() == 1);
    }

    /// The key that signs last of all, if there is any.
    Uni<Optional<SigningKeyState>> newest(SqlClient client) {
        return client.query(
                        "SELECT "
                                + PUBLIC
                                + " FROM auth.signing_key ORDER BY signs_from DESC LIMIT 1")
                .execute()
                .map(rows ->
                        rows.size() == 0
                                ? Optional.empty()
                                : Optional.of(state(rows.iterator().next())));
    }

    /// Whether that is the first workspace of this installation, whose owners run it.
    Uni<Boolean> isFirst(SqlClient client, String workspace) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id = $1 FROM auth.workspace
                        ORDER BY created_at, workspace_id LIMIT 1
                        """)
                .execute(Tuple.of(workspace))
                .map(rows -> rows.size() == 1 && rows.iterator().next().getBoolean(0));
    }

    /// Sets the end of every key but that one, where none is set, and answers those it changed.
    Uni<List<SigningKeyState>> retireOthers(SqlClient transaction, String kid, Instant at) {
        return transaction
                .preparedQuery(
                        "UPDATE auth.signing_key SET retired_at = $2"
                                + " WHERE kid <> $1 AND retired_at IS NULL RETURNING "
                                + PUBLIC)
                .execute(Tuple.of(kid, at.atOffset(ZoneOffset.UTC)))
                .map(rows -> {
                    var states = new ArrayList<SigningKeyState>();
                    rows.forEach(row -> states.add(state(row)));
                    return List.copyOf(states);
                });
    }

    /// Forgets keys that have verified nothing for a day.
    Uni<Void> forgetRetired(SqlClient client) {
        return client.query(
                        "DELETE FROM auth.signing_key"
                                + " WHERE retired_at < clock_timestamp() - interval '1 day'")
                .execute()
                .replaceWithVoid();
    }

    /// The sealed private part.
    Uni<byte[]> privateSealed(SqlClient client, String kid) {
        return client.preparedQuery("SELECT private_sealed FROM auth.signing_key WHERE kid = $1")
                .execute(Tuple.of(kid))
                .map(rows -> rows.iterator().next().getBuffer(0).getBytes());
    }

    private static SigningKeyState state(Row row) {
        return new SigningKeyState(
                row.getString("kid"),
                row.getString("algorithm"),
                row.getString("public_jwk"),
                row.getOffsetDateTime("signs_from").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("retired_at"))
                        .map(OffsetDateTime::toInstant));
    }
}
