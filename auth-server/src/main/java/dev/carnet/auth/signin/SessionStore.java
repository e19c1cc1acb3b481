package dev.carnet.auth.signin;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.sign_in_session`. The cookie's secret is not in it, only its hash.
@Singleton
public final class SessionStore {

    private static final String LIVE =
            """
            s.hash = $1 AND s.expires_at > $2 AND s.seen_at > $3
                AND p.person_id = s.person_id AND p.disabled_at IS NULL
                AND (s.provider_id IS NULL OR (
                    EXISTS (SELECT FROM auth.linked_identity l
                        JOIN auth.identity_provider i USING (provider_id)
                        WHERE l.provider_id = s.provider_id
                            AND l.person_id = s.person_id AND i.disabled_at IS NULL)
                    AND ARRAY[s.workspace_id] = ARRAY(
                        SELECT workspace_id FROM auth.member m
                        WHERE m.person_id = s.person_id)))
            """;

    private static final String COLUMNS =
            """
            p.person_id, p.email, p.name, s.hash, s.session_id, s.authenticated_at, s.strength,
                s.provider_id
            """;

    /// A session that begins.
    ///
    /// @param device what it is listed as
    /// @param network where it began
    record Beginning(Authentication authentication, String device, String network) {}

    Uni<Void> insert(SqlConnection transaction, Buffer hash, Beginning beginning) {
        Authentication done = beginning.authentication();
        return transaction
                .preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.sign_in_session WHERE hash IN (
                                SELECT hash FROM auth.sign_in_session WHERE expires_at < $3
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.sign_in_session
                            (hash, person_id, created_at, seen_at, authenticated_at, expires_at,
                             session_id, strength, device, network, workspace_id, provider_id)
                        VALUES ($1, $2, $3, $3, $3, $4, $5, $6, $7, $8, $9, $10)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(hash)
                                .addString(done.person())
                                .addOffsetDateTime(utc(done.at()))
                                .addOffsetDateTime(utc(done.at().plus(Limits.SESSION_LIFE)))
                                .addString(Ids.fresh("ses"))
                                .addString(done.strength().wire())
                                .addString(beginning.device())
                                .addString(beginning.network())
                                .addValue(done.through().map(Through::workspace).orElse(null))
                                .addValue(done.through().map(Through::provider).orElse(null)))
                .replaceWithVoid();
    }

    /// The person behind a live session, which is seen now. One that began by a provider's word is
    /// alive while the account is linked and the provider is on and speaks for the person: a member
    /// there and nowhere else.
    Uni<Optional<SignedIn>> see(SqlClient client, Buffer hash, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE auth.sign_in_session s SET seen_at = $2
                        FROM auth.person p
                        WHERE \
                        """
                                + LIVE
                                + " RETURNING "
                                + COLUMNS)
                .execute(Tuple.of(hash, utc(now), utc(now.minus(Limits.SESSION_IDLE))))
                .map(rows -> Columns.first(rows, SessionStore::signedIn));
    }

    /// The same without a trace of it.
    Uni<Optional<SignedIn>> find(SqlClient client, Buffer hash, Instant now) {
        return client.preparedQuery(
                        "SELECT "
                                + COLUMNS
                                + " FROM auth.sign_in_session s, auth.person p WHERE "
                                + LIVE)
                .execute(Tuple.of(hash, utc(now), utc(now.minus(Limits.SESSION_IDLE))))
                .map(rows -> Columns.first(rows, SessionStore::signedIn));
    }

    Uni<Boolean> delete(SqlClient client, Buffer hash) {
        return client.preparedQuery("DELETE FROM auth.sign_in_session WHERE hash = $1")
                .execute(Tuple.of(hash))
                .map(rows -> rows.rowCount() == 1);
    }

    /// A live session as its person sees it.
    ///
    /// @param network where it began
    public record Listed(
            String id, String device, String network, Instant createdAt, Instant seenAt) {}

    /// The live sessions of a person, the one seen last first.
    public Uni<List<Listed>> list(SqlClient client, String person, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT session_id, device, network, created_at, seen_at
                        FROM auth.sign_in_session
                        WHERE person_id = $1 AND expires_at > $2 AND seen_at > $3
                        ORDER BY seen_at DESC, session_id LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                person,
                                utc(now),
                                utc(now.minus(Limits.SESSION_IDLE)),
                                Limits.SESSIONS_LISTED))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(SessionStore::listed)
                                .toList());
    }

    /// Ends one session of that person, or finds that there is none of that name.
    public Uni<Boolean> end(SqlClient client, String person, String session) {
        return client.preparedQuery(
                        "DELETE FROM auth.sign_in_session WHERE person_id = $1 AND session_id = $2")
                .execute(Tuple.of(person, session))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Ends every session of a person but that one, and says how many there were.
    ///
    /// @param kept the session to keep; empty for none
    public Uni<Integer> endOthers(SqlClient client, String person, String kept) {
        return client.preparedQuery(
                        """
                        DELETE FROM auth.sign_in_session WHERE person_id = $1 AND session_id <> $2
                        """)
                .execute(Tuple.of(person, kept))
                .map(rows -> rows.rowCount());
    }

    /// Ends every session of a person who is a member nowhere.
    public Uni<Integer> endOfHomeless(SqlClient client, String person) {
        return client.preparedQuery(
                        """
                        DELETE FROM auth.sign_in_session WHERE person_id = $1
                            AND NOT EXISTS (SELECT FROM auth.member WHERE person_id = $1)
                        """)
                .execute(Tuple.of(person))
                .map(rows -> rows.rowCount());
    }

    private static Listed listed(Row row) {
        return new Listed(
                row.getString("session_id"),
                row.getString("device"),
                row.getString("network"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("seen_at").toInstant());
    }

    private static SignedIn signedIn(Row row) {
        return new SignedIn(
                row.getString("person_id"),
                row.getString("email"),
                row.getString("name"),
                Base64.getUrlEncoder().encodeToString(row.getBuffer("hash").getBytes()),
                row.getString("session_id"),
                row.getOffsetDateTime("authenticated_at").toInstant(),
                Strength.of(row.getString("strength")),
                Optional.ofNullable(row.getString("provider_id")));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
