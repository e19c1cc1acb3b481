package dev.carnet.mcp.toolset;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads `gateway.toolset`, `gateway.toolset_assignment` and `gateway.agent_template` as wholes.
/// They are written by the stores of their own.
@Singleton
final class ShelfStore {

    private final String mcpUrl;

    ShelfStore(ServiceConfig config) {
        this.mcpUrl = config.mcpUrl();
    }

    private record Placed<T>(String workspace, T thing) {}

    /// The shelves of one workspace, or of all, with what is approved there.
    Uni<Map<String, Shelf>> all(
            SqlClient client, Optional<String> workspace, List<Approved> approved) {
        return toolsets(client, workspace)
                .chain(toolsets ->
                        assignments(client, workspace)
                                .chain(assignments ->
                                        templates(client, workspace)
                                                .map(templates ->
                                                        new Parts(
                                                                approved,
                                                                toolsets,
                                                                assignments,
                                                                templates))))
                .chain(parts -> choosing(client, workspace).map(parts::shelves));
    }

    /// What shelves are made of.
    private record Parts(
            List<Approved> approved,
            Map<String, List<Toolset>> toolsets,
            Map<String, List<Assignment>> assignments,
            Map<String, List<AgentTemplate>> templates) {

        private Map<String, Shelf> shelves(Set<String> choosing) {
            Map<String, List<Approved>> things =
                    approved.stream().collect(Collectors.groupingBy(Approved::workspace));
            return Stream.of(things.keySet(), toolsets.keySet(), templates.keySet(), choosing)
                    .flatMap(Set::stream)
                    .distinct()
                    .collect(
                            Collectors.toMap(
                                    one -> one,
                                    one ->
                                            new Shelf(
                                                    things.getOrDefault(one, List.of()),
                                                    toolsets.getOrDefault(one, List.of()),
                                                    assignments.getOrDefault(one, List.of()),
                                                    templates.getOrDefault(one, List.of()),
                                                    choosing.contains(one))));
        }
    }

    /// The workspaces that ever had a toolset.
    private static Uni<Set<String>> choosing(SqlClient client, Optional<String> workspace) {
        return client.preparedQuery(
                        """
                        SELECT DISTINCT workspace_id FROM gateway.toolset
                        WHERE $1::text IS NULL OR workspace_id = $1
                        """)
                .execute(Tuple.of(workspace.orElse(null)))
                .map(rows -> Set.copyOf(Columns.list(rows, row -> row.getString(0))));
    }

    private Uni<Map<String, List<Toolset>>> toolsets(SqlClient client, Optional<String> workspace) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.toolset
                        WHERE deleted_at IS NULL AND ($1::text IS NULL OR workspace_id = $1)
                        ORDER BY workspace_id, slug
                        """)
                .execute(Tuple.of(workspace.orElse(null)))
                .map(rows -> placed(rows, row -> toolset(mcpUrl, row)));
    }

    private static Uni<Map<String, List<Assignment>>> assignments(
            SqlClient client, Optional<String> workspace) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.toolset_assignment
                        WHERE $1::text IS NULL OR workspace_id = $1
                        """)
                .execute(Tuple.of(workspace.orElse(null)))
                .map(rows -> placed(rows, ShelfStore::assignment));
    }

    private static Uni<Map<String, List<AgentTemplate>>> templates(
            SqlClient client, Optional<String> workspace) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.agent_template
                        WHERE $1::text IS NULL OR workspace_id = $1
                        """)
                .execute(Tuple.of(workspace.orElse(null)))
                .map(rows -> placed(rows, ShelfStore::template));
    }

    private static <T> Map<String, List<T>> placed(RowSet<Row> rows, Function<Row, T> read) {
        var found = new ArrayList<Placed<T>>();
        for (Row row : rows) {
            found.add(new Placed<>(row.getString("workspace_id"), read.apply(row)));
        }
        return found.stream()
                .collect(
                        Collectors.groupingBy(
                                Placed::workspace,
                                Collectors.mapping(Placed::thing, Collectors.toList())));
    }

    static Toolset toolset(String mcpUrl, Row row) {
        return new Toolset(
                row.getString("toolset_id"),
                row.getString("slug"),
                row.getString("name"),
                members(row.getString("members")),
                mcpUrl + "/" + row.getString("workspace_id") + "/" + row.getString("slug"),
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }

    static Assignment assignment(Row row) {
        return new Assignment(
                row.getString("assignment_id"),
                row.getString("toolset_id"),
                row.getString("type"),
                row.getString("target"),
                Columns.instant(row, "created_at"));
    }

    static AgentTemplate template(Row row) {
        return new AgentTemplate(
                row.getString("template_id"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("agents")),
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }

    /// Members as the column holds them.
    static String text(List<Member> members) {
        var json = Json.MAPPER.createArrayNode();
        for (Member member : members) {
            var one = json.addObject().put("server", member.serverId());
            member.kind().ifPresent(kind -> one.put("kind", kind));
            member.name().ifPresent(name -> one.put("name", name));
            member.alias().ifPresent(alias -> one.put("alias", alias));
        }
        return json.toString();
    }

    private static List<Member> members(String text) {
        var members = new ArrayList<Member>();
        for (var one : Json.parse("{\"members\":" + text + "}").path("members")) {
            members.add(
                    new Member(
                            one.path("server").asText(),
                            Optional.ofNullable(one.path("kind").textValue()),
                            Optional.ofNullable(one.path("name").textValue()),
                            Optional.ofNullable(one.path("alias").textValue())));
        }
        return List.copyOf(members);
    }
}
