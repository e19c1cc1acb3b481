package dev.carnet.mcp.gate;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// Reads `gateway.gate` for lists.
@ApplicationScoped
public class GateListStore {

    private final Pool pool;

    GateListStore(Pool pool) {
        this.pool = pool;
    }

    /// What is asked for.
    ///
    /// @param whose only gates of this principal or person; everybody's when empty
    record Filter(
            Optional<Whose> whose,
            Optional<String> state,
            Optional<String> kind,
            Optional<String> server) {}

    /// A caller's own gates.
    record Whose(String principal, Optional<String> person) {

        boolean has(Gate gate) {
            return gate.ask().who().principal().equals(principal)
                    || (person.isPresent() && gate.ask().who().person().equals(person));
        }
    }

    /// Newest first.
    Uni<List<Gate>> list(String workspace, Filter filter, Slice slice) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM gateway.gate
                        WHERE workspace_id = $1
                            AND ($2::text IS NULL OR principal = $2 OR person_id = $3)
                            AND ($4::text IS NULL OR state = $4)
                            AND ($5::text IS NULL OR kind = $5)
                            AND ($6::text IS NULL OR server = $6)
                            AND ($7::timestamptz IS NULL OR (created_at, gate_id) < ($7, $8::text))
                        ORDER BY created_at DESC, gate_id DESC LIMIT $9
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(filter.whose().map(Whose::principal).orElse(null))
                                .addString(filter.whose().flatMap(Whose::person).orElse(null))
                                .addString(filter.state().orElse(null))
                                .addString(filter.kind().orElse(null))
                                .addString(filter.server().orElse(null))
                                .addOffsetDateTime(Columns.after(slice))
                                .addString(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(GateStore::all);
    }
}
