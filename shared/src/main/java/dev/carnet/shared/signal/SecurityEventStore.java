package dev.carnet.shared.signal;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Writes `watch.security_event`. What happens only once is one conditional insert, so of two
/// replicas that notice it one writes it.
final class SecurityEventStore {

    /// What the detector wants taken away ($14, $15), or, where the agent's escalation ($16) says
    /// more, all that the agent has.
    private static final String INSERT =
            """
            INSERT INTO watch.security_event
              (workspace_id, id, kind, severity, message, facts, entries, person_id, agent_id,
               passport_id, client_id, key_id, once, action, revoke_type, revoke_id, blocks,
               created_at)
            SELECT $1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11, $12, $13,
              CASE WHEN said.step IN ('revoke', 'block') OR $14::text IS NOT NULL
                THEN 'wanted' ELSE 'none' END,
              CASE WHEN said.step IN ('revoke', 'block') THEN 'agent_passports' ELSE $14 END,
              CASE WHEN said.step IN ('revoke', 'block') THEN $9 ELSE $15 END,
              said.step = 'block', $17::timestamptz
            FROM (SELECT CASE WHEN $16::boolean THEN auth.escalation($1, $9, $4)
              ELSE 'none' END AS step) AS said
            ON CONFLICT (workspace_id, kind, once) WHERE once IS NOT NULL DO NOTHING
            RETURNING action = 'wanted' AS takes
            """;

    /// Writes it and answers whether it takes something away; empty if it was written before.
    Uni<Optional<Boolean>> insert(SqlClient transaction, String id, Noticed noticed) {
        return transaction
                .preparedQuery(INSERT)
                .execute(row(id, noticed))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getBoolean("takes"))
                                .findFirst());
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
                .addString(target.map(Suspect.Target::type).orElse(null))
                .addString(target.map(Suspect.Target::id).orElse(null))
                .addBoolean(noticed.escalates())
                .addOffsetDateTime(noticed.at().atOffset(ZoneOffset.UTC));
    }

    private static JsonArray entries(List<String> eids) {
        var all = new JsonArray();
        eids.forEach(eid -> all.add(new JsonObject().put("eid", eid)));
        return all;
    }
}
