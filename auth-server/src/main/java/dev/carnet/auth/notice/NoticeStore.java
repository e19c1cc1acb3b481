package dev.carnet.auth.notice;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What of `gateway.destination` and `gateway.delivery` is about mail. Who takes something is the
/// only one to try it until it is due again.
@Singleton
final class NoticeStore {

    /// An address for which something is due.
    record Mailbox(String workspace, String destination, String address, String workspaceName) {}

    /// One thing it is to be told.
    ///
    /// @param body JSON
    record Notice(String id, String body, int tries) {}

    /// Says whether there is a mail server.
    Uni<Void> say(SqlClient client, boolean open, Instant now) {
        return client.preparedQuery(
                        """
                        INSERT INTO gateway.mail_state (open, at) VALUES ($1, $2)
                        ON CONFLICT (one) DO UPDATE SET open = excluded.open, at = excluded.at
                        """)
                .execute(Tuple.of(open, Columns.time(now)))
                .replaceWithVoid();
    }

    /// Takes addresses for which something is due, none of somebody who left, and counts a letter
    /// to each; one that had as many as it may within the hour waits.
    Uni<List<Mailbox>> mailboxes(SqlConnection transaction, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        WITH taken AS (
                          UPDATE gateway.destination SET
                            letters = CASE WHEN letters_since > $1::timestamptz - interval '1 hour'
                                THEN letters + 1 ELSE 1 END,
                            letters_since = CASE
                                WHEN letters_since > $1::timestamptz - interval '1 hour'
                                THEN letters_since ELSE $1::timestamptz END
                          WHERE (workspace_id, destination_id) IN (
                            SELECT w.workspace_id, w.destination_id FROM gateway.destination w
                            WHERE w.kind = 'mail' AND w.verified_at IS NOT NULL
                                AND w.disabled_at IS NULL
                                AND (w.person_id IS NULL OR EXISTS (SELECT FROM auth.member m
                                    WHERE m.workspace_id = w.workspace_id
                                        AND m.person_id = w.person_id))
                                AND (w.letters < $2 OR w.letters_since IS NULL
                                    OR w.letters_since <= $1::timestamptz - interval '1 hour')
                                AND EXISTS (SELECT FROM gateway.delivery d
                                    WHERE d.workspace_id = w.workspace_id
                                        AND d.destination_id = w.destination_id
                                        AND d.kind = 'mail' AND d.state = 'due'
                                        AND d.due_at <= $1::timestamptz)
                            ORDER BY w.destination_id LIMIT $3 FOR UPDATE SKIP LOCKED)
                          RETURNING workspace_id, destination_id, target)
                        SELECT t.*, w.name AS workspace_name
                        FROM taken t JOIN auth.workspace w ON w.workspace_id = t.workspace_id
                        """)
                .execute(Tuple.of(Columns.time(now), NoticeLimits.LETTERS, NoticeLimits.MAILBOXES))
                .map(rows -> Columns.list(rows, NoticeStore::mailbox));
    }

    private static Mailbox mailbox(Row row) {
        return new Mailbox(
                row.getString("workspace_id"),
                row.getString("destination_id"),
                row.getString("target"),
                row.getString("workspace_name"));
    }

    /// Takes what is due for that address, oldest first. While it is tried nobody else takes it.
    Uni<List<Notice>> notices(SqlConnection transaction, Mailbox to, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        WITH taken AS (
                          UPDATE gateway.delivery SET tries = tries + 1,
                            due_at = $5
                          WHERE workspace_id = $1 AND delivery_id IN (
                            SELECT delivery_id FROM gateway.delivery
                            WHERE workspace_id = $1 AND destination_id = $2 AND kind = 'mail'
                                AND state = 'due' AND due_at <= $3
                            ORDER BY created_at, delivery_id LIMIT $4)
                          RETURNING delivery_id, body, tries, created_at)
                        SELECT * FROM taken ORDER BY created_at, delivery_id
                        """)
                .execute(
                        Tuple.of(
                                to.workspace(),
                                to.destination(),
                                Columns.time(now),
                                NoticeLimits.TAKEN,
                                Columns.time(now.plus(NoticeLimits.TAKEN_FOR))))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Notice(
                                                row.getString("delivery_id"),
                                                row.getString("body"),
                                                row.getInteger("tries"))));
    }

    /// The mail server has them.
    Uni<Void> sent(SqlClient client, Mailbox to, List<Notice> notices, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE gateway.delivery SET state = 'sent', trouble = '', ended_at = $3
                        WHERE workspace_id = $1 AND delivery_id = ANY ($2) AND state = 'due'
                        """)
                .execute(
                        Tuple.of(to.workspace())
                                .addArrayOfString(ids(notices))
                                .addOffsetDateTime(Columns.time(now)))
                .replaceWithVoid();
    }

    /// The mail server does not have them: due again after a pause that doubles, or given up after
    /// the last try.
    Uni<Void> failed(
            SqlClient client, Mailbox to, List<Notice> notices, String trouble, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE gateway.delivery SET trouble = $3,
                            due_at = $4::timestamptz + interval '5 s' * power(2, tries - 1),
                            state = CASE WHEN tries >= $5 THEN 'dead' ELSE state END,
                            ended_at = CASE WHEN tries >= $5 THEN $4::timestamptz END
                        WHERE workspace_id = $1 AND delivery_id = ANY ($2) AND state = 'due'
                        """)
                .execute(
                        Tuple.of(to.workspace())
                                .addArrayOfString(ids(notices))
                                .addString(trouble)
                                .addOffsetDateTime(Columns.time(now))
                                .addInteger(NoticeLimits.TRIES))
                .replaceWithVoid();
    }

    /// A letter that did not leave is not counted.
    Uni<Void> uncount(SqlClient client, Mailbox to) {
        return client.preparedQuery(
                        """
                        UPDATE gateway.destination SET letters = greatest(letters - 1, 0)
                        WHERE workspace_id = $1 AND destination_id = $2
                        """)
                .execute(Tuple.of(to.workspace(), to.destination()))
                .replaceWithVoid();
    }

    private static String[] ids(List<Notice> notices) {
        return notices.stream().map(Notice::id).toArray(String[]::new);
    }

    /// An address that is to be asked.
    record Asked(String workspace, String destination) {}

    /// Takes who is to be asked; a question that nobody could send for an hour is forgotten.
    Uni<List<Asked>> asked(SqlConnection transaction, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.code_letter SET sent_at = $1
                        WHERE (workspace_id, letter_id) IN (
                            SELECT workspace_id, letter_id FROM gateway.code_letter
                            WHERE sent_at IS NULL
                                AND asked_at > $1::timestamptz - interval '1 hour'
                            ORDER BY asked_at LIMIT 10 FOR UPDATE SKIP LOCKED)
                        RETURNING workspace_id, destination_id
                        """)
                .execute(Tuple.of(Columns.time(now)))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Asked(
                                                row.getString("workspace_id"),
                                                row.getString("destination_id"))));
    }

    /// Notes the code of an address that has not agreed yet; an earlier one counts no more.
    Uni<Optional<Mailbox>> expect(
            SqlConnection transaction, Asked asked, byte[] hash, Instant until) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.destination d
                        SET code_hash = $3, code_until = $4, code_tries = 0
                        FROM auth.workspace w
                        WHERE d.workspace_id = $1 AND d.destination_id = $2 AND d.kind = 'mail'
                            AND d.verified_at IS NULL AND w.workspace_id = d.workspace_id
                        RETURNING d.workspace_id, d.destination_id, d.target,
                            w.name AS workspace_name
                        """)
                .execute(
                        Tuple.of(
                                asked.workspace(),
                                asked.destination(),
                                Buffer.buffer(hash),
                                Columns.time(until)))
                .map(rows -> Columns.first(rows, NoticeStore::mailbox));
    }
}
