package dev.carnet.auth.federation;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/// The table `auth.federation_request`: by the hash of `state`, for the browser whose cookie has
/// the other hash.
@Singleton
final class BegunStore {

    private final Pool pool;

    BegunStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> insert(String state, String browser, Begun begun, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.federation_request WHERE hash IN (
                                SELECT hash FROM auth.federation_request WHERE expires_at < $8
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.federation_request
                            (hash, browser, provider_id, nonce, verifier, person_id, return_to, expires_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $9)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(OpaqueToken.hash(state))
                                .addValue(OpaqueToken.hash(browser))
                                .addString(begun.provider())
                                .addString(begun.nonce())
                                .addString(begun.verifier())
                                .addValue(begun.linking().orElse(null))
                                .addString(begun.returnTo())
                                .addOffsetDateTime(Columns.time(now))
                                .addOffsetDateTime(Columns.time(now.plus(Limits.FEDERATION_LIFE))))
                .replaceWithVoid();
    }

    /// Takes what this browser began under that state; of two answers one gets it.
    Uni<Optional<Begun>> take(String state, String browser, Instant now) {
        return pool.preparedQuery(
                        """
                        DELETE FROM auth.federation_request
                        WHERE hash = $1 AND browser = $2 AND expires_at > $3
                        RETURNING provider_id, nonce, verifier, person_id, return_to
                        """)
                .execute(
                        Tuple.of(
                                OpaqueToken.hash(state),
                                OpaqueToken.hash(browser),
                                Columns.time(now)))
                .map(rows ->
                        Columns.first(
                                rows,
                                row ->
                                        new Begun(
                                                row.getString("provider_id"),
                                                row.getString("nonce"),
                                                row.getString("verifier"),
                                                Optional.ofNullable(row.getString("person_id")),
                                                row.getString("return_to"))));
    }
}
