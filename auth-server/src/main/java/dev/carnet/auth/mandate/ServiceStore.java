package dev.carnet.auth.mandate;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Service;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads from mcp-server's tables what servers and toolsets are called.
public final class ServiceStore {

    private record Called(String id, String slug) {}

    /// The same forms with ids and names of what they mean; refused where one means nothing.
    public Uni<Optional<List<ServiceForm>>> resolve(
            SqlClient client, String workspace, Optional<List<ServiceForm>> asked) {
        if (asked.isEmpty()) {
            return Uni.createFrom().item(asked);
        }
        List<ServiceForm> forms = asked.get();
        return called(client, workspace, forms.stream().map(ServiceForm::id).toList())
                .map(known -> Optional.of(resolved(forms, known)));
    }

    /// Refuses a slug that nothing has.
    public Uni<Void> demandKnown(
            SqlClient client, String workspace, String pointer, List<String> slugs) {
        return slugs.isEmpty()
                ? Uni.createFrom().voidItem()
                : called(client, workspace, slugs)
                        .invoke(known -> demand(pointer, slugs, known))
                        .replaceWithVoid();
    }

    /// Whether a server or a toolset has that slug, and so a place below the MCP endpoint.
    public Uni<Boolean> isPlace(SqlClient client, String workspace, String slug) {
        return called(client, workspace, List.of(slug))
                .map(known ->
                        !slug.equals(Service.CARNET)
                                && known.containsKey(slug)
                                && known.get(slug).slug().equals(slug));
    }

    private static void demand(String pointer, List<String> slugs, Map<String, Called> known) {
        for (int i = 0; i < slugs.size(); i++) {
            Called one = known.get(slugs.get(i));
            if (one == null || !one.slug().equals(slugs.get(i))) {
                throw unknown(pointer + "/" + i);
            }
        }
    }

    private static Refused unknown(String pointer) {
        return Refused.field(pointer, "is no server or toolset of this workspace");
    }

    /// The toolsets among those slugs, each with the slugs of the servers that it has something of:
    /// whoever names a toolset means what is in it, and calls are seen at servers.
    public Uni<Map<String, List<String>>> toolsets(
            SqlClient client, String workspace, List<String> slugs) {
        return slugs.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : client.preparedQuery(
                                """
                                SELECT t.slug, array_agg(DISTINCT s.slug ORDER BY s.slug) AS servers
                                FROM gateway.toolset t
                                  CROSS JOIN json_array_elements(t.members::json) AS member
                                  JOIN gateway.server s ON s.workspace_id = t.workspace_id
                                    AND s.server_id = member->>'server_id'
                                WHERE t.workspace_id = $1 AND t.slug = ANY ($2)
                                  AND t.deleted_at IS NULL
                                GROUP BY t.slug
                                """)
                        .execute(Tuple.of(workspace, slugs.toArray(String[]::new)))
                        .map(ServiceStore::bySlug);
    }

    /// Ids and slugs of the server or toolset that is named, and of the toolsets that have it, or
    /// that tool of it.
    public Uni<Set<String>> namesOf(
            SqlClient client, String workspace, String service, Optional<String> tool) {
        return client.preparedQuery(
                        """
                        SELECT server_id AS id, slug FROM gateway.server
                        WHERE workspace_id = $1 AND (server_id = $2 OR slug = $2)
                        UNION ALL
                        SELECT t.toolset_id, t.slug FROM gateway.toolset t
                        WHERE t.workspace_id = $1 AND t.deleted_at IS NULL
                          AND (t.toolset_id = $2 OR t.slug = $2 OR EXISTS (
                            SELECT FROM json_array_elements(t.members::json) AS member
                              JOIN gateway.server s ON s.workspace_id = t.workspace_id
                                AND s.server_id = member->>'server_id'
                            WHERE (s.server_id = $2 OR s.slug = $2)
                              AND coalesce(member->>'kind', 'tool') = 'tool'
                              AND ($3::text IS NULL OR coalesce(member->>'name', $3) = $3)))
                        """)
                .execute(Tuple.of(workspace, service, tool.orElse(null)))
                .map(rows -> {
                    var names = new HashSet<String>();
                    rows.forEach(row -> {
                        names.add(row.getString("id"));
                        names.add(row.getString("slug"));
                    });
                    return Set.copyOf(names);
                });
    }

    private static Map<String, List<String>> bySlug(RowSet<Row> rows) {
        var known = new HashMap<String, List<String>>();
        rows.forEach(
                row -> known.put(row.getString("slug"), List.of(row.getArrayOfStrings("servers"))));
        return Map.copyOf(known);
    }

    private Uni<Map<String, Called>> called(
            SqlClient client, String workspace, List<String> names) {
        return client.preparedQuery(
                        """
                        SELECT server_id AS id, slug FROM gateway.server
                        WHERE workspace_id = $1 AND (server_id = ANY ($2) OR slug = ANY ($2))
                        UNION ALL
                        SELECT toolset_id, slug FROM gateway.toolset
                        WHERE workspace_id = $1 AND (toolset_id = ANY ($2) OR slug = ANY ($2))
                          AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(workspace, names.toArray(String[]::new)))
                .map(rows ->
                        Columns.list(
                                rows,
                                row -> new Called(row.getString("id"), row.getString("slug"))))
                .map(ServiceStore::byName);
    }

    private static Map<String, Called> byName(List<Called> found) {
        var known = new HashMap<String, Called>();
        found.forEach(one -> known.put(one.slug(), one));
        found.forEach(one -> known.put(one.id(), one));
        known.put(Service.CARNET, new Called(Service.CARNET, Service.CARNET));
        return known;
    }

    private static List<ServiceForm> resolved(List<ServiceForm> forms, Map<String, Called> known) {
        var resolved = new ArrayList<ServiceForm>();
        for (int i = 0; i < forms.size(); i++) {
            ServiceForm form = forms.get(i);
            Called one = known.get(form.id());
            if (one == null) {
                throw unknown("/services/" + i + "/id");
            }
            resolved.add(
                    new ServiceForm(
                            one.id(),
                            Optional.of(one.slug()),
                            form.scopes(),
                            form.tools(),
                            form.constraints(),
                            form.mode()));
        }
        return List.copyOf(resolved);
    }
}
