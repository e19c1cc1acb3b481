package dev.carnet.auth.device;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.token.Grant;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/// The table `auth.device_code`: a device inserts and looks, one person decides, one look spends. A
/// decision is never taken back and a spent row never made unspent, or a code could be used twice.
@ApplicationScoped
class DeviceStore {

    /// A look of the device, as it was counted.
    ///
    /// @param early it came before its interval was over
    /// @param decided the grant that was allowed, or that it was denied
    record Look(DeviceCode code, boolean early, Optional<Decided> decided, boolean spent) {}

    /// What the person decided.
    sealed interface Decided {

        /// This much.
        ///
        /// @param label what the person calls the grant
        /// @param provider the identity provider by whose word they had signed in
        record Allowed(Grant grant, String label, Optional<String> provider) implements Decided {}

        /// No.
        record Denied() implements Decided {}
    }

    /// Keeps a request, in that transaction, unless its user code is taken; clears a few away that
    /// are long over.
    Uni<Boolean> insert(SqlConnection transaction, Buffer hash, Buffer user, DeviceCode code) {
        return transaction
                .preparedQuery(
                        """
                        WITH old AS (
                            DELETE FROM auth.device_code WHERE hash IN (
                                SELECT hash FROM auth.device_code
                                WHERE expires_at < CAST($9 AS timestamptz) - interval '1 day'
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.device_code
                            (hash, user_hash, client_id, scope, resource, address, user_agent,
                             created_at, expires_at, interval_seconds, cnf)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                        ON CONFLICT (user_hash) DO NOTHING
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(hash)
                                .addValue(user)
                                .addString(code.clientId())
                                .addString(Scope.format(code.scopes()))
                                .addString(code.resource())
                                .addString(code.address())
                                .addString(code.userAgent())
                                .addOffsetDateTime(Columns.time(code.createdAt()))
                                .addOffsetDateTime(Columns.time(code.expiresAt()))
                                .addInteger(Limits.DEVICE_INTERVAL_SECONDS)
                                .addValue(code.key().orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// What waits for a person's decision under that user code.
    Uni<Optional<DeviceCode>> waiting(SqlClient client, Buffer user, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.device_code
                        WHERE user_hash = $1 AND decision IS NULL AND expires_at > $2
                        """)
                .execute(Tuple.of(user, Columns.time(now)))
                .map(rows -> Columns.first(rows, DeviceStore::code));
    }

    /// Decides, unless somebody did or it is too late.
    Uni<Boolean> deny(SqlConnection transaction, Buffer user, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.device_code SET decision = 'deny'
                        WHERE user_hash = $1 AND decision IS NULL AND expires_at > $2
                        """)
                .execute(Tuple.of(user, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Decides, unless somebody did or it is too late.
    ///
    /// @param seq the feed sequence before the memberships were read
    Uni<Boolean> allow(
            SqlConnection transaction,
            Buffer user,
            Decided.Allowed allowed,
            long seq,
            Instant now) {
        Grant grant = allowed.grant();
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.device_code SET decision = 'allow', workspace_id = $3,
                            grant_id = $4, person_id = $5, granted = $6, seq = $7, label = $8,
                            provider_id = $9
                        WHERE user_hash = $1 AND decision IS NULL AND expires_at > $2
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(user)
                                .addOffsetDateTime(Columns.time(now))
                                .addString(grant.workspace())
                                .addString(grant.id())
                                .addString(grant.person())
                                .addString(Scope.format(grant.scopes()))
                                .addLong(seq)
                                .addString(allowed.label())
                                .addValue(allowed.provider().orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Counts a look of that client: one that comes before the interval is over is early and makes
    /// the interval longer (RFC 8628 §3.5). A second of haste is let pass, because networks vary.
    Uni<Optional<Look>> look(SqlClient client, Buffer hash, String clientId, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE auth.device_code d SET polled_at = $3,
                            early = coalesce($3 < polled_at
                                + (interval_seconds - 1) * interval '1 second', false),
                            interval_seconds = CASE WHEN $3 < polled_at
                                + (interval_seconds - 1) * interval '1 second'
                                THEN least(interval_seconds + 5, 60) ELSE interval_seconds END
                        WHERE hash = $1 AND client_id = $2 RETURNING d.*
                        """)
                .execute(Tuple.of(hash, clientId, Columns.time(now)))
                .map(rows -> Columns.first(rows, DeviceStore::look));
    }

    /// Spends an allowed code, or finds that another request did or that it was revoked, also by
    /// the end of the link through which its person had signed in.
    Uni<Boolean> spend(SqlConnection transaction, Buffer hash, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.device_code d SET spent_at = $2
                        WHERE hash = $1 AND spent_at IS NULL AND decision = 'allow'
                            AND NOT EXISTS (SELECT FROM auth.revocation r
                                WHERE r.workspace_id = d.workspace_id AND r.seq > d.seq
                                    AND (r.type, r.id) IN
                                        (('client', d.client_id), ('member', d.person_id),
                                         ('workspace', d.workspace_id)))
                            AND (d.provider_id IS NULL OR EXISTS (
                                SELECT FROM auth.linked_identity l
                                JOIN auth.identity_provider i USING (provider_id)
                                WHERE l.provider_id = d.provider_id AND l.person_id = d.person_id
                                    AND i.disabled_at IS NULL))
                        """)
                .execute(Tuple.of(hash, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static DeviceCode code(Row row) {
        return new DeviceCode(
                row.getString("client_id"),
                Scope.parse(row.getString("scope")),
                row.getString("resource"),
                row.getString("address"),
                row.getString("user_agent"),
                Optional.ofNullable(row.getString("cnf")),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"));
    }

    private static Look look(Row row) {
        return new Look(
                code(row),
                row.getBoolean("early"),
                Optional.ofNullable(row.getString("decision")).map(word -> decided(word, row)),
                row.getOffsetDateTime("spent_at") != null);
    }

    private static Decided decided(String word, Row row) {
        return word.equals("deny")
                ? new Decided.Denied()
                : new Decided.Allowed(
                        new Grant(
                                row.getString("workspace_id"),
                                row.getString("grant_id"),
                                row.getString("person_id"),
                                row.getString("client_id"),
                                Scope.parse(row.getString("granted")),
                                row.getString("resource")),
                        row.getString("label"),
                        Optional.ofNullable(row.getString("provider_id")));
    }
}
