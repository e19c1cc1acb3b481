package dev.carnet.shared.proof;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// The table `proof` of a service's own schema: which proofs were used, at any replica, until they
/// are too old. The primary key is what lets only one use win.
public final class ProofStore {

    private final SqlClient database;
    private final String statement;

    private ProofStore(SqlClient database, String schema) {
        this.database = database;
        this.statement =
                """
                WITH expired AS (
                    DELETE FROM %1$s.proof WHERE hash IN (
                        SELECT hash FROM %1$s.proof WHERE expires_at < $3
                        LIMIT 20 FOR UPDATE SKIP LOCKED))
                INSERT INTO %1$s.proof (hash, expires_at) VALUES ($1, $2)
                ON CONFLICT DO NOTHING
                """
                        .formatted(schema);
    }

    /// The proofs auth-server was shown.
    public static ProofStore ofAuth(SqlClient database) {
        return new ProofStore(database, "auth");
    }

    /// The proofs mcp-server was shown.
    public static ProofStore ofGateway(SqlClient database) {
        return new ProofStore(database, "gateway");
    }

    /// Uses the proof up, or finds that somebody did before (RFC 9449 §11.1). A few that are too
    /// old are cleared away on the way.
    Uni<Boolean> use(ProofCheck.Checked.Holds proof, Instant now) {
        return database.preparedQuery(statement)
                .execute(
                        Tuple.of(
                                Buffer.buffer(hash(proof.key() + "\n" + proof.jti())),
                                time(proof.keepUntil()),
                                time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("a Java without SHA-256", impossible);
        }
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
