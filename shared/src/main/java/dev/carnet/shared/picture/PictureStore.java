package dev.carnet.shared.picture;

import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BiFunction;

/// Reads one snapshot of everything the picture is made of. It only reads; the tables belong to
/// auth-server.
final class PictureStore {

    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    /// The picture at the feed's head, all of one snapshot.
    Uni<Picture> load(SqlConnection connection) {
        return run(connection, BEGIN)
                .chain(() -> read(connection))
                .onItemOrFailure()
                .call((picture, failure) ->
                        run(connection, failure == null ? "COMMIT" : "ROLLBACK"));
    }

    private static Uni<Picture> read(SqlConnection connection) {
        return new ChangeStore()
                .requireKnownKinds(connection)
                .chain(() -> fold(connection, HEAD, Picture.EMPTY, PictureStore::head))
                .chain(p -> fold(connection, WORKSPACES, p, PictureStore::workspace))
                .chain(p -> fold(connection, MEMBERS, p, PictureStore::member))
                .chain(p -> fold(connection, KEYS, p, PictureStore::key))
                .chain(p -> fold(connection, AGENTS, p, PictureStore::agent))
                .chain(p -> fold(connection, SIGNING_KEYS, p, PictureStore::signingKey))
                .chain(p -> fold(connection, REVOCATIONS, p, PictureStore::revocation));
    }

    private static final String HEAD = "SELECT seq FROM feed.head";
    private static final String WORKSPACES =
            "SELECT workspace_id, name, revoked_at IS NOT NULL AS closed FROM auth.workspace";
    private static final String MEMBERS = "SELECT workspace_id, person_id, role FROM auth.member";
    private static final String KEYS =
            """
            SELECT workspace_id, key_id, name, kind, access, person_id, mac, pepper_version, expires_at
            FROM auth.api_key
            WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
            """;
    private static final String AGENTS =
            """
            SELECT workspace_id, agent_id, owner_id, name, suspended_at IS NOT NULL AS suspended
            FROM auth.agent WHERE deleted_at IS NULL
            """;
    private static final String SIGNING_KEYS =
            """
            SELECT kid, algorithm, public_jwk, signs_from, retired_at FROM auth.signing_key
            WHERE retired_at IS NULL OR retired_at > clock_timestamp()
            """;
    private static final String REVOCATIONS =
            """
            SELECT workspace_id, type, id, seq, reason, keep_until FROM auth.revocation
            WHERE keep_until > clock_timestamp()
            """;

    private static Picture head(Picture picture, Row row) {
        return picture.at(row.getLong("seq"));
    }

    private static Picture workspace(Picture picture, Row row) {
        return picture.withWorkspace(
                row.getString("workspace_id"),
                new WorkspaceChanged(row.getString("name"), row.getBoolean("closed")));
    }

    private static Picture member(Picture picture, Row row) {
        return picture.withMember(
                row.getString("workspace_id"),
                new MemberChanged(row.getString("person_id"), Role.of(row.getString("role"))));
    }

    private static Picture key(Picture picture, Row row) {
        return picture.withKey(
                row.getString("workspace_id"),
                new KeyState(
                        row.getString("key_id"),
                        row.getString("name"),
                        row.getString("kind").equals("personal"),
                        row.getString("access").equals("write"),
                        row.getString("person_id"),
                        Base64.getEncoder().encodeToString(row.getBuffer("mac").getBytes()),
                        row.getString("pepper_version"),
                        time(row, "expires_at"),
                        false));
    }

    private static Picture agent(Picture picture, Row row) {
        return picture.withAgent(
                row.getString("workspace_id"),
                new AgentState(
                        row.getString("agent_id"),
                        row.getString("owner_id"),
                        row.getString("name"),
                        row.getBoolean("suspended")
                                ? AgentState.Status.SUSPENDED
                                : AgentState.Status.ACTIVE));
    }

    private static Picture signingKey(Picture picture, Row row) {
        return picture.withSigningKey(
                SigningKey.of(
                        new SigningKeyState(
                                row.getString("kid"),
                                row.getString("algorithm"),
                                row.getString("public_jwk"),
                                row.getOffsetDateTime("signs_from").toInstant(),
                                time(row, "retired_at"))));
    }

    private static Picture revocation(Picture picture, Row row) {
        return picture.withRevocations(
                picture.revocations()
                        .with(
                                new Revocations.Key(
                                        row.getString("workspace_id"),
                                        row.getString("type"),
                                        row.getString("id")),
                                new Revocation(
                                        row.getLong("seq"),
                                        row.getString("reason"),
                                        row.getOffsetDateTime("keep_until").toInstant())));
    }

    private static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static Uni<Picture> fold(
            SqlConnection connection,
            String sql,
            Picture start,
            BiFunction<Picture, Row, Picture> step) {
        return connection
                .query(sql)
                .execute()
                .map(rows -> {
                    Picture picture = start;
                    for (Row row : rows) {
                        picture = step.apply(picture, row);
                    }
                    return picture;
                });
    }

    private static Uni<Void> run(SqlConnection connection, String sql) {
        return connection.query(sql).execute().replaceWithVoid();
    }
}
