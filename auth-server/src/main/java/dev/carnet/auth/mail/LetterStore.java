package dev.carnet.auth.mail;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;

/// The table `auth.mail`. Who takes a row is the only one to try it until it is due again.
@Singleton
final class LetterStore {

    /// A sealed letter on its way.
    record Waiting(String id, Buffer sealed, int tries) {}

    /// Puts a letter in, or, if it is not really to be sent, does the same work for nothing.
    Uni<Void> insert(SqlClient client, String id, Buffer sealed, Span span, boolean really) {
        return client.preparedQuery(
                        """
                        INSERT INTO auth.mail (mail_id, sealed, due_at, expires_at)
                        SELECT $1, $2, $3, $4 WHERE $5::boolean
                        """)
                .execute(Tuple.of(id, sealed, utc(span.from()), utc(span.to()), really))
                .replaceWithVoid();
    }

    /// From when to when it is worth sending.
    record Span(Instant from, Instant to) {}

    /// Takes letters that are due; those that fail are due again after a pause that doubles.
    Uni<List<Waiting>> take(SqlClient client, Instant now) {
        return client.preparedQuery(
                        """
                        WITH expired AS (DELETE FROM auth.mail WHERE expires_at <= $1)
                        UPDATE auth.mail SET tries = tries + 1,
                            due_at = $1 + interval '5 s' * power(2, least(tries, 10))
                        WHERE mail_id IN (
                            SELECT mail_id FROM auth.mail
                            WHERE due_at <= $1 AND expires_at > $1
                            ORDER BY due_at LIMIT 10 FOR UPDATE SKIP LOCKED)
                        RETURNING mail_id, sealed, tries
                        """)
                .execute(Tuple.of(utc(now)))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row ->
                                        new Waiting(
                                                row.getString("mail_id"),
                                                Buffer.buffer(row.getBuffer("sealed").getBytes()),
                                                row.getInteger("tries")))
                                .toList());
    }

    Uni<Void> delete(SqlClient client, String id) {
        return client.preparedQuery("DELETE FROM auth.mail WHERE mail_id = $1")
                .execute(Tuple.of(id))
                .replaceWithVoid();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
