package dev.carnet.shared.signal;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;

/// Writes `watch.security_event`. What happens only once is one conditional insert, so of two
/// replicas that notice it one writes it.
final class SecurityEventStore {

    private static final String INSERT =
            """
            INSERT INTO watch.security_event
              (workspace_id, id, kind, severity, message, facts, entries, person_id, agent_id,
               passport_id, client_id, key_id, once, action, revoke_type, revoke_id, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (workspace_id, kind, once) WHERE once IS NOT NULL DO NOTHING
            """;

    /// Writes it, or finds that it was written before.
    Uni<Boolean> insert(SqlClient transaction, String id, Noticed noticed) {
        return transaction
                .preparedQuery(INSERT)
                .execute(row(id, noticed))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple row(String id, Noticed noticed) {
        Suspect suspect = noticed.suspect();
        var target = noticed.wanted();
        return Tuple.tuple()
                .addString(suspect.workspace())
                .addString(id)
                .addString(noticed.detector().detector().wire())
                .addString(noticed.severity().wire())
                .addString(noticed.message())
                .addValue(new JsonObject(new HashMap<>(noticed.facts())))
                .addValue(entries(noticed.entries()))
                .addString(suspect.person().orElse(null))
                .addString(suspect.agent().orElse(null))
                .addString(suspect.passport().orElse(null))
                .addString(suspect.client().orElse(null))
                .addString(suspect.key().orElse(null))
                .addString(noticed.once().orElse(null))
                .addString(target.isPresent() ? "wanted" : "none")
                .addString(target.map(Suspect.Target::type).orElse(null))
                .addString(target.map(Suspect.Target::id).orElse(null))
                .addOffsetDateTime(noticed.at().atOffset(ZoneOffset.UTC));
    }

    private static JsonArray entries(List<String> eids) {
        var all = new JsonArray();
        eids.forEach(eid -> all.add(new JsonObject().put("eid", eid)));
        return all;
    }
}
