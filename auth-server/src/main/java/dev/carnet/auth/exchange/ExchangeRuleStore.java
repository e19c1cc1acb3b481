package dev.carnet.auth.exchange;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The table `auth.exchange_rule`. Who wrote a rule past the API would let somebody act for others
/// without an entry that says so.
@Singleton
final class ExchangeRuleStore {

    Uni<Void> insert(SqlConnection transaction, String workspace, ExchangeRule rule) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.exchange_rule (workspace_id, rule_id, client_id, subject,
                            roles, ids, scopes, resources, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                        """)
                .execute(
                        Tuple.of(workspace, rule.id(), rule.clientId(), rule.subject())
                                .addArrayOfString(array(rule.roles()))
                                .addArrayOfString(array(rule.ids()))
                                .addArrayOfString(array(rule.scopes()))
                                .addArrayOfString(array(rule.resources()))
                                .addOffsetDateTime(Columns.time(rule.createdAt())))
                .replaceWithVoid();
    }

    /// Writes what an edit made of a rule, if it still has the version the edit was made for.
    Uni<Boolean> update(SqlConnection transaction, String workspace, ExchangeRule rule) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.exchange_rule SET roles = $4, ids = $5, scopes = $6,
                            resources = $7, version = version + 1
                        WHERE workspace_id = $1 AND rule_id = $2 AND version = $3
                        """)
                .execute(
                        Tuple.of(workspace, rule.id(), rule.version())
                                .addArrayOfString(array(rule.roles()))
                                .addArrayOfString(array(rule.ids()))
                                .addArrayOfString(array(rule.scopes()))
                                .addArrayOfString(array(rule.resources())))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Deletes the rule, if it still has that version.
    Uni<Boolean> delete(SqlConnection transaction, String workspace, ExchangeRule rule) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM auth.exchange_rule
                        WHERE workspace_id = $1 AND rule_id = $2 AND version = $3
                        """)
                .execute(Tuple.of(workspace, rule.id(), rule.version()))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<List<ExchangeRule>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.exchange_rule WHERE workspace_id = $1
                            AND ($2::timestamptz IS NULL OR (created_at, rule_id) < ($2, $3))
                        ORDER BY created_at DESC, rule_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, ExchangeRuleStore::rule));
    }

    Uni<Optional<ExchangeRule>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(
                        "SELECT * FROM auth.exchange_rule WHERE workspace_id = $1 AND rule_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ExchangeRuleStore::rule));
    }

    /// What a client may do in a workspace, the oldest rule first.
    Uni<List<ExchangeRule>> of(SqlClient client, String workspace, String clientId) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.exchange_rule
                        WHERE workspace_id = $1 AND client_id = $2
                        ORDER BY created_at, rule_id LIMIT 200
                        """)
                .execute(Tuple.of(workspace, clientId))
                .map(rows -> Columns.list(rows, ExchangeRuleStore::rule));
    }

    private static String[] array(List<String> texts) {
        return texts.toArray(String[]::new);
    }

    private static ExchangeRule rule(Row row) {
        return new ExchangeRule(
                row.getString("rule_id"),
                row.getString("client_id"),
                row.getString("subject"),
                List.of(row.getArrayOfStrings("roles")),
                List.of(row.getArrayOfStrings("ids")),
                List.of(row.getArrayOfStrings("scopes")),
                List.of(row.getArrayOfStrings("resources")),
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }
}
